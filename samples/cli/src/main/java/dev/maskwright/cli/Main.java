package dev.maskwright.cli;

import dev.maskwright.cli.export.ArchitecturesCommand;
import dev.maskwright.cli.export.CompareCommand;
import dev.maskwright.cli.export.ExportCommand;
import dev.maskwright.cli.export.ImportCommand;
import dev.maskwright.cli.export.InspectCommand;
import dev.maskwright.cli.export.QuantizeCommand;
import dev.maskwright.cli.export.VerifyCommand;
import dev.maskwright.cli.machine.BenchCommand;
import dev.maskwright.cli.machine.DoctorCommand;
import dev.maskwright.cli.machine.SoakCommand;
import dev.maskwright.cli.segment.SegmentCommand;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.UnknownWord;
import dev.maskwright.cli.terminal.Version;
import dev.maskwright.cli.train.AugmentCommand;
import dev.maskwright.cli.train.EvaluateCommand;
import dev.maskwright.cli.train.LintCommand;
import dev.maskwright.cli.train.RecipeCommand;
import dev.maskwright.cli.train.ReportCommand;
import dev.maskwright.cli.train.ReproduceCommand;
import dev.maskwright.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code maskwright} command. */
@Command(
        name = "maskwright",
        description = "Semantic segmentation for the JVM: train a network, export it, turn pictures into masks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 done but some inputs failed (each is named), 2 wrong usage, 3 could not run,",
            "130 or 143 stopped by Ctrl-C or SIGTERM, with what was done saved.",
            "'maskwright COMMAND --help' says more about a command."
        },
        subcommands = {
            SegmentCommand.class,
            LintCommand.class,
            TrainCommand.class,
            RecipeCommand.class,
            ReportCommand.class,
            AugmentCommand.class,
            EvaluateCommand.class,
            SoakCommand.class,
            ExportCommand.class,
            QuantizeCommand.class,
            ImportCommand.class,
            InspectCommand.class,
            CompareCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            ArchitecturesCommand.class,
            ReproduceCommand.class,
            HelpCommand.class,
            CompletionCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line: parses, runs, and reports faults in one line each. */
    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpAutoWidth(true);
        commands.setParameterExceptionHandler(Main::wrongUsage);
        commands.setExecutionExceptionHandler(Main::couldNotRun);
        return commands;
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
                        UnknownWord.in(fault).map(UnknownWord::describe).orElseGet(() -> Faults.oneLine(fault)),
                        command.getCommandSpec().qualifiedName());
        return ExitCode.WRONG_USAGE;
    }

    private static int couldNotRun(Exception fault, CommandLine command, ParseResult parsed) {
        if (command.getParseResult().hasMatchedOption("--debug")) {
            fault.printStackTrace(command.getErr());
        } else {
            command.getErr().println(Faults.oneLine(fault));
        }
        return ExitCode.COULD_NOT_RUN;
    }
}
