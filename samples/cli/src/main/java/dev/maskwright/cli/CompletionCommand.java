package dev.maskwright.cli;

import dev.maskwright.cli.terminal.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints completion scripts for shells. */
@Command(
        name = "completion",
        description = "Print a shell completion script for commands and options.",
        footer = {
            "",
            "To use it:",
            "  bash   source <(./maskwright completion bash)",
            "  zsh    autoload -U +X compinit && compinit; source <(./maskwright completion zsh)",
            "  fish   ./maskwright completion fish > ~/.config/fish/completions/maskwright.fish"
        },
        sortOptions = false)
public final class CompletionCommand implements Callable<Integer> {

    private enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(arity = "1", paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable Shell shell;

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
        CommandLine commands = command.commandLine().getParent();
        String name = commands.getCommandName();
        // zsh reads what bash does.
        String script = shell == Shell.FISH ? FishCompletion.of(commands) : AutoComplete.bash(name, commands);
        command.commandLine().getOut().println(script);
        return ExitCode.DONE;
    }
}
