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

/** Sets up command lines with common parsing, running and error handling for any set of commands. */
public final class CommandLines {

    /** The footer of the help, after an empty line. */
    public static final String EXIT_CODES =
            "%nExit codes: 0 done, 1 done but some inputs failed (each is named), 2 wrong usage, 3 could not run,";

    public static final String STOPPED = "130 or 143 stopped by Ctrl-C or SIGTERM, with completed work saved.";
    public static final String MORE_HELP = "'maskwright COMMAND --help' says more about a command.";

    private CommandLines() {}

    /**
     * A complete command line: parses, runs, and reports errors in one line each.
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

    /** Runs a command in this process, with locale-independent numbers. */
    public static int run(CommandLine commands, String... args) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        return commands.execute(args);
    }

    /**
     * Wraps errors in exceptions, for which there is a handler: otherwise they would end in a stack trace and another
     * exit code.
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
            return ExitCode.COULD_NOT_RUN; // this code is never returned
        }
        if (command.getParseResult().hasMatchedOption("--debug")) {
            fault.printStackTrace(command.getErr());
        } else {
            command.getErr().println(Faults.oneLine(fault));
        }
        return ExitCode.COULD_NOT_RUN;
    }
}
