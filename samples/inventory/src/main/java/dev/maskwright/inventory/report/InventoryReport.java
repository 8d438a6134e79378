package dev.maskwright.inventory.report;

import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Records.ShelfLine;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A report on shelves, in three forms; each file appears whole or not at all. */
public final class InventoryReport {

    /** A shelf with its scans, the oldest first. */
    record ShelfPart(ShelfLine line, List<Scan> scans) {}

    private final String database;
    private final Records records;
    private final List<ShelfPart> shelves;
    private final ReportOptions options;

    private InventoryReport(String database, Records records, List<ShelfPart> shelves, ReportOptions options) {
        this.database = database;
        this.records = records;
        this.shelves = List.copyOf(shelves);
        this.options = options;
    }

    /**
     * Reads the records.
     *
     * @throws IllegalArgumentException if a shelf does not exist; the message names the existing ones
     */
    public static InventoryReport of(Database database, ReportOptions options) {
        Records records = new Records(database);
        List<ShelfLine> lines = records.shelves();
        TreeSet<String> unknown = new TreeSet<>(options.shelves());
        lines.forEach(line -> unknown.remove(line.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("%s: there is no shelf %s; there are %s"
                    .formatted(
                            database.name(),
                            String.join(", ", unknown),
                            lines.stream().map(ShelfLine::name).toList()));
        }
        List<ShelfPart> shelves = new ArrayList<>();
        for (ShelfLine line : lines) {
            if (options.shelves().isEmpty() || options.shelves().contains(line.name())) {
                shelves.add(new ShelfPart(line, records.scans(line.name(), options.scans())));
            }
        }
        return new InventoryReport(database.name(), records, shelves, options);
    }

    /** One page including its pictures, which opens offline. */
    public void writeHtml(Path file) throws IOException {
        WholeFile.write(file, new HtmlPage(database, records, options).text(shelves));
    }

    /** A row for each class of each scan, as CSV by RFC 4180. */
    public void writeCsv(Path file) throws IOException {
        WholeFile.write(file, CsvTable.of(shelves));
    }

    /** Everything except the pictures. */
    public void writeJson(Path file) throws IOException {
        WholeFile.write(file, JsonDocument.of(shelves).toString());
    }
}
