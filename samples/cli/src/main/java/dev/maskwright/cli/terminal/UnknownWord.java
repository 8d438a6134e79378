package dev.maskwright.cli.terminal;

import dev.maskwright.models.text.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** An unknown command or option on the command line. */
public final class UnknownWord {

    private UnknownWord() {}

    /** The error for an unknown command. */
    public static UnmatchedArgumentException command(CommandLine commands, String name) {
        return new UnmatchedArgumentException(commands, List.of(name));
    }

    /**
     * The unknown words of a usage error. A missing option may be missing because it is mistyped, so they come first.
     */
    public static Optional<UnmatchedArgumentException> in(ParameterException fault) {
        if (fault instanceof UnmatchedArgumentException unknown) {
            return Optional.of(unknown);
        }
        List<String> words = fault.getCommandLine().getUnmatchedArguments();
        return fault instanceof MissingParameterException && !words.isEmpty()
                ? Optional.of(new UnmatchedArgumentException(fault.getCommandLine(), words))
                : Optional.empty();
    }

    /** The unknown word, and what was probably meant; without a full stop. */
    public static String describe(UnmatchedArgumentException fault) {
        String what = isCommand(fault) ? "there is no command '%s'".formatted(word(fault)) : Faults.oneLine(fault);
        return what + nearest(fault).map(" (did you mean '%s'?)"::formatted).orElse("");
    }

    private static Optional<String> nearest(UnmatchedArgumentException fault) {
        CommandSpec command = fault.getCommandLine().getCommandSpec();
        if (isCommand(fault)) {
            return nearest(word(fault), command.subcommands().keySet());
        }
        return fault.isUnknownOption()
                ? nearest(word(fault), command.optionsMap().keySet())
                : Optional.empty();
    }

    private static boolean isCommand(UnmatchedArgumentException fault) {
        return !fault.isUnknownOption()
                && !fault.getCommandLine().getCommandSpec().subcommands().isEmpty();
    }

    private static String word(UnmatchedArgumentException fault) {
        return fault.getUnmatched().get(0).replaceFirst("=.*", "");
    }

    /** The most similar word, with at most a third of its letters wrong; in short words two letters. */
    private static Optional<String> nearest(String word, Collection<String> known) {
        int most = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(name -> EditDistance.between(name, word) <= most)
                .min(Comparator.comparingInt((String name) -> EditDistance.between(name, word))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
