package dev.maskwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish, which picocli does not support: a line for each command and option. */
final class FishCompletion {

    private final String program;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String program) {
        this.program = program;
    }

    /** The script that fish reads. */
    static String of(CommandLine commands) {
        FishCompletion script = new FishCompletion(commands.getCommandName());
        String before = "__fish_use_subcommand";
        script.addOptions(before, commands.getCommandSpec());
        commands.getSubcommands().forEach((name, command) -> {
            CommandSpec spec = command.getCommandSpec();
            script.add(
                    before,
                    "-f -a " + quoted(name),
                    description(spec.usageMessage().description()));
            script.addCommand("__fish_seen_subcommand_from " + name, spec);
        });
        return String.join("\n", script.lines);
    }

    private void addCommand(String condition, CommandSpec command) {
        addOptions(condition, command);
        if (command.helpCommand()) {
            add(
                    condition,
                    "-f -a "
                            + quoted(String.join(
                                    " ", command.parent().subcommands().keySet())),
                    "");
        }
        command.positionalParameters().stream()
                .filter(parameter -> parameter.completionCandidates() != null)
                .forEach(parameter -> add(condition, "-f -a " + candidates(parameter), ""));
    }

    private void addOptions(String condition, CommandSpec command) {
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                String names = Arrays.stream(option.names())
                        .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                        .collect(Collectors.joining(" "));
                add(condition, names + value(option), description(option.description()));
            }
        }
    }

    /** What may follow an option: nothing, one of some words, a file, or free text. */
    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        if (option.completionCandidates() != null) {
            return " -x -a " + candidates(option);
        }
        return option.auxiliaryTypes()[0] == Path.class ? " -r" : " -x";
    }

    /** In lower case, as in the help; the command accepts both. */
    private static String candidates(ArgSpec argument) {
        return quoted(StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                .map(candidate -> candidate.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" ")));
    }

    private void add(String condition, String what, String description) {
        lines.add("complete -c %s -n %s %s%s"
                .formatted(
                        program, quoted(condition), what, description.isEmpty() ? "" : " -d " + quoted(description)));
    }

    /** The first sentence, without its full stop. */
    private static String description(String[] lines) {
        return String.join(" ", lines).replaceFirst("(?s)\\.\\s.*", "").replaceFirst("\\.$", "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
