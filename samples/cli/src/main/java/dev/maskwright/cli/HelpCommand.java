package dev.maskwright.cli;

import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.UnknownWord;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help COMMAND}, for {@code COMMAND --help}. */
@Command(name = "help", description = "Show the help of a command, like COMMAND --help.", helpCommand = true)
public final class HelpCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command; if omitted, all commands.")
    private @Nullable String topic;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine shown = command.commandLine().getParent();
        if (topic != null) {
            CommandLine found = shown.getSubcommands().get(topic);
            if (found == null) {
                throw UnknownWord.command(shown, topic);
            }
            shown = found;
        }
        shown.usage(command.commandLine().getOut());
        return ExitCode.DONE;
    }
}
