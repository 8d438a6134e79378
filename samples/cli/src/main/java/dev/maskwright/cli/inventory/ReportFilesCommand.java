package dev.maskwright.cli.inventory;

import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.inventory.report.InventoryReport;
import dev.maskwright.inventory.report.ReportOptions;
import dev.maskwright.inventory.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports on shelves. */
@Command(
        name = "report",
        description = "Write report.html (before and after with differences marked, in one file that opens offline), "
                + "report.csv and report.json.",
        sortOptions = false)
public final class ReportFilesCommand implements Callable<Integer> {

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder for the reports.")
    private Path output = Path.of("");

    @Option(names = "--shelf", paramLabel = "NAME", description = "Only this shelf. May be given several times.")
    private List<String> shelves = List.of();

    @Option(
            names = "--scans",
            defaultValue = "100",
            paramLabel = "N",
            description = "Number of latest scans of each shelf (${DEFAULT-VALUE}).")
    private int scans;

    @Option(
            names = "--pairs",
            defaultValue = "3",
            paramLabel = "N",
            description = "Number of scans shown with pictures before and after (${DEFAULT-VALUE}).")
    private int pairs;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        console.requirePositive("--scans", scans);
        console.requirePositive("--pairs", pairs);
        Database opened = database.open();
        InventoryReport report =
                console.checked(() -> InventoryReport.of(opened, new ReportOptions(shelves, scans, pairs)));
        Files.createDirectories(output);
        report.writeHtml(output.resolve("report.html"));
        report.writeCsv(output.resolve("report.csv"));
        report.writeJson(output.resolve("report.json"));
        console.say("report.html, report.csv and report.json are in " + output);
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.addProperty("html", output.resolve("report.html").toString());
            json.addProperty("csv", output.resolve("report.csv").toString());
            json.addProperty("json", output.resolve("report.json").toString());
            return json;
        });
        return ExitCode.DONE;
    }
}
