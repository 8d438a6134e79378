package dev.maskwright.cli;

import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.PathArguments;
import dev.maskwright.cli.terminal.Printable;
import dev.maskwright.cli.terminal.UnknownWord;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Command lines that parse, run and fail alike, whichever commands they have. */
public final class CommandLines {

    /** What stands below the commands in the help, after a line that is left free. */
    public static final String EXIT_CODES =
            "%nExit codes: 0 done, 1 done but some inputs failed (each is named), 2 wrong usage, 3 could not run,";

    public static final String STOPPED = "130 or 143 stopped by Ctrl-C or SIGTERM, with completed work saved.";
    public static final String MORE_HELP = "'maskwright COMMAND --help' says more about a command.";

    private CommandLines() {}

    /**
     * A whole command line: parses, runs, and reports faults in one line each.
     *
     * @param main is annotated with the commands
     */
    public static CommandLine of(Object main) {
        CommandLine commands = new CommandLine(main);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpAutoWidth(true);
        commands.setParameterExceptionHandler(CommandLines::wrongUsage);
        commands.setExecutionExceptionHandler(CommandLines::couldNotRun);
        commands.setExecutionStrategy(CommandLines::execute);
        return commands;
    }

    /** Runs a command of this process: figures look the same wherever it runs. */
    public static int run(CommandLine commands, String... args) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        return commands.execute(args);
    }

    /**
     * Errors as exceptions, for which there is a handler: they would end in a stack trace and an exit code of their
     * own.
     */
    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        try (Interruption leaving = Interruption.leave(command.getErr())) {
            try {
                PathArguments.check(last);
                return new RunLast().execute(parsed);
            } catch (Error | IOException e) {
                return couldNotRun(e, command, parsed);
            }
        }
    }

    private static int wrongUsage(ParameterException fault, String[] args) {
        CommandLine command = fault.getCommandLine();
        if (args.length == 0) {
            command.usage(command.getErr());
            return ExitCode.WRONG_USAGE;
        }
        command.getErr()
                .printf(
                        "%s; see %s --help%n",
                        UnknownWord.in(fault)
                                .map(UnknownWord::describe)
                                .map(Printable::line)
                                .orElseGet(() -> Faults.oneLine(fault)),
                        command.getCommandSpec().qualifiedName());
        return ExitCode.WRONG_USAGE;
    }

    private static int couldNotRun(Throwable fault, CommandLine command, ParseResult parsed) {
        if (Interruption.isLeaving()) {
            return ExitCode.COULD_NOT_RUN; // nobody sees this code
        }
        if (command.getParseResult().hasMatchedOption("--debug")) {
            fault.printStackTrace(command.getErr());
        } else {
            command.getErr().println(Faults.oneLine(fault));
        }
        return ExitCode.COULD_NOT_RUN;
    }
}
