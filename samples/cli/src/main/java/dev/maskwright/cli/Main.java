package dev.maskwright.cli;

import dev.maskwright.cli.camera.CameraCommand;
import dev.maskwright.cli.export.ArchitecturesCommand;
import dev.maskwright.cli.export.CardCommand;
import dev.maskwright.cli.export.CompareCommand;
import dev.maskwright.cli.export.ExportCommand;
import dev.maskwright.cli.export.ImportCommand;
import dev.maskwright.cli.export.InspectCommand;
import dev.maskwright.cli.export.QuantizeCommand;
import dev.maskwright.cli.export.VerifyCommand;
import dev.maskwright.cli.inventory.InventoryCommand;
import dev.maskwright.cli.machine.BenchCommand;
import dev.maskwright.cli.machine.DoctorCommand;
import dev.maskwright.cli.machine.SoakCommand;
import dev.maskwright.cli.segment.SegmentCommand;
import dev.maskwright.cli.serve.ServeCommand;
import dev.maskwright.cli.terminal.Version;
import dev.maskwright.cli.train.AugmentCommand;
import dev.maskwright.cli.train.AverageCommand;
import dev.maskwright.cli.train.EvaluateCommand;
import dev.maskwright.cli.train.LintCommand;
import dev.maskwright.cli.train.RecipeCommand;
import dev.maskwright.cli.train.ReportCommand;
import dev.maskwright.cli.train.ReproduceCommand;
import dev.maskwright.cli.train.RetrainCommand;
import dev.maskwright.cli.train.SubsetCommand;
import dev.maskwright.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code maskwright} command. */
@Command(
        name = "maskwright",
        description = "Semantic segmentation for the JVM: train a network, export it, turn pictures into masks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {CommandLines.EXIT_CODES, CommandLines.STOPPED, CommandLines.MORE_HELP},
        subcommands = {
            SegmentCommand.class,
            CameraCommand.class,
            ServeCommand.class,
            InventoryCommand.class,
            LintCommand.class,
            TrainCommand.class,
            RecipeCommand.class,
            ReportCommand.class,
            AugmentCommand.class,
            EvaluateCommand.class,
            SoakCommand.class,
            AverageCommand.class,
            ExportCommand.class,
            QuantizeCommand.class,
            ImportCommand.class,
            CardCommand.class,
            InspectCommand.class,
            CompareCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            ArchitecturesCommand.class,
            ReproduceCommand.class,
            RetrainCommand.class,
            SubsetCommand.class,
            HelpCommand.class,
            CompletionCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(commandLine(), args));
    }

    static CommandLine commandLine() {
        return CommandLines.of(new Main());
    }
}
