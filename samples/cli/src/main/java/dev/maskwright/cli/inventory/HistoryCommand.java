package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.inventory.report.JsonDocument;
import dev.maskwright.inventory.report.Sentences;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the history of a shelf. */
@Command(
        name = "history",
        description = "Show the scans of a shelf with their changes, or the amount of one class.",
        sortOptions = false)
public final class HistoryCommand implements Callable<Integer> {

    @Parameters(arity = "1", paramLabel = "SHELF", description = "The shelf.")
    private String shelf = "";

    @Option(names = "--class", paramLabel = "NAME", description = "Show shares, regions and items of this class.")
    private @Nullable String label;

    @Option(
            names = "--scans",
            defaultValue = "20",
            paramLabel = "N",
            description = "Number of latest scans (${DEFAULT-VALUE}).")
    private int count;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        console.requirePositive("--scans", count);
        Database opened = database.open();
        Records records = new Records(opened);
        List<Scan> scans = records.scans(shelf, count);
        if (scans.isEmpty()) {
            throw console.wrongUsage("%s has no scan of a shelf '%s'; there are %s"
                    .formatted(
                            opened.name(),
                            shelf,
                            records.shelves().stream().map(line -> line.name()).toList()));
        }
        console.say(label == null ? changes(scans) : levels(scans, label));
        console.document(() -> {
            JsonArray list = new JsonArray();
            scans.forEach(scan -> list.add(JsonDocument.of(scan)));
            JsonObject json = new JsonObject();
            json.add("scans", list);
            return json;
        });
        return ExitCode.DONE;
    }

    private static String changes(List<Scan> scans) {
        List<String> lines = new ArrayList<>();
        for (Scan scan : scans) {
            lines.add("%s  %s".formatted(scan.takenAt(), scan.source()));
            scan.changes().forEach(change -> lines.add("  " + Sentences.of(change)));
            scan.alerts().forEach(alert -> lines.add("  " + Sentences.of(alert)));
            scan.notes().forEach(note -> lines.add("  note: " + note));
        }
        return String.join("\n", lines);
    }

    private String levels(List<Scan> scans, String name) {
        Table table = new Table("lrrr").row("taken", "share", "regions", "items");
        for (Scan scan : scans) {
            for (Level level : scan.levels()) {
                if (level.label().equals(name)) {
                    table.row(
                            scan.takenAt().toString(),
                            String.format(Locale.ROOT, "%.2f %%", 100 * level.share()),
                            Integer.toString(level.regions()),
                            level.items().isPresent()
                                    ? String.format(
                                            Locale.ROOT,
                                            "about %.0f",
                                            level.items().getAsDouble())
                                    : "-");
                }
            }
        }
        boolean isKnown = scans.stream().flatMap(scan -> scan.levels().stream()).anyMatch(level -> level.label()
                .equals(name));
        if (!isKnown) {
            throw console.wrongUsage("none of these scans has a class '%s', only %s"
                    .formatted(
                            name,
                            scans.get(scans.size() - 1).levels().stream()
                                    .map(Level::label)
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        return table.toString();
    }
}
