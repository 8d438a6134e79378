package dev.maskwright.inventory.report;

import dev.maskwright.inventory.report.InventoryReport.ShelfPart;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.models.text.Csv;
import java.util.List;
import java.util.Locale;

/** A row for each class of each scan. */
final class CsvTable {

    private static final List<String> HEADER =
            List.of("shelf", "scan", "taken_at", "source", "class", "share", "regions", "items");

    private CsvTable() {}

    static String of(List<ShelfPart> shelves) {
        StringBuilder text = new StringBuilder(Csv.line(HEADER));
        for (ShelfPart shelf : shelves) {
            for (Scan scan : shelf.scans()) {
                for (Level level : scan.levels()) {
                    text.append(Csv.line(List.of(
                            scan.shelf(),
                            Long.toString(scan.id()),
                            scan.takenAt().toString(),
                            scan.source(),
                            level.label(),
                            String.format(Locale.ROOT, "%.6f", level.share()),
                            Integer.toString(level.regions()),
                            level.items().isPresent()
                                    ? String.format(
                                            Locale.ROOT, "%.2f", level.items().getAsDouble())
                                    : "")));
                }
            }
        }
        return text.toString();
    }
}
