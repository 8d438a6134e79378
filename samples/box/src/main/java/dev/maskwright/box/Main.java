package dev.maskwright.box;

import dev.maskwright.cli.CommandLines;
import dev.maskwright.cli.CompletionCommand;
import dev.maskwright.cli.HelpCommand;
import dev.maskwright.cli.camera.CameraCommand;
import dev.maskwright.cli.export.CardCommand;
import dev.maskwright.cli.export.CompareCommand;
import dev.maskwright.cli.export.InspectCommand;
import dev.maskwright.cli.export.VerifyCommand;
import dev.maskwright.cli.inventory.InventoryCommand;
import dev.maskwright.cli.machine.BenchCommand;
import dev.maskwright.cli.machine.DoctorCommand;
import dev.maskwright.cli.segment.SegmentCommand;
import dev.maskwright.cli.serve.ServeCommand;
import dev.maskwright.cli.terminal.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code maskwright} command without the subcommands that need a training engine. No code that it reaches may use
 * the trainer, which is not on the class path here; {@code ReachableClassesTest} checks that.
 */
@Command(
        name = "maskwright",
        description =
                "Semantic segmentation for the JVM: turn pictures into masks, and see what models are and do here.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {CommandLines.EXIT_CODES, CommandLines.STOPPED, CommandLines.MORE_HELP},
        subcommands = {
            SegmentCommand.class,
            ServeCommand.class,
            InventoryCommand.class,
            CardCommand.class,
            CameraCommand.class,
            InspectCommand.class,
            CompareCommand.class,
            QuantizeCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
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
