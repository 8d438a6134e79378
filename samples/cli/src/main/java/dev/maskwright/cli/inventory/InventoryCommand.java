package dev.maskwright.cli.inventory;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on shelves. */
@Command(
        name = "inventory",
        description = "Scan shelves, compare with the last scan, raise alerts, and report.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Regions are not items: items that touch are one region. Use areas, or estimate items from their "
                    + "usual area (learn, scan --items).",
            "'maskwright inventory COMMAND --help' says more about a command."
        },
        subcommands = {
            ScanCommand.class,
            CoachCommand.class,
            ShelvesCommand.class,
            HistoryCommand.class,
            LimitsCommand.class,
            LearnCommand.class,
            ReportFilesCommand.class,
            SendCommand.class
        })
public final class InventoryCommand implements Callable<Integer> {

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
        throw new ParameterException(
                command.commandLine(),
                "name what to do: " + String.join(", ", command.subcommands().keySet()));
    }
}
