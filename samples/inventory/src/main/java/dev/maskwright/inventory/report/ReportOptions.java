package dev.maskwright.inventory.report;

import java.util.List;

/**
 * The contents of a report.
 *
 * @param shelves their names; all if empty
 * @param scans number of latest scans of each shelf
 * @param pairs how many of them the page shows with pictures before and after: the newest, and others that changed
 */
public record ReportOptions(List<String> shelves, int scans, int pairs) {

    /** @throws IllegalArgumentException if a count is below 1 */
    public ReportOptions {
        shelves = List.copyOf(shelves);
        if (scans < 1 || pairs < 1) {
            throw new IllegalArgumentException(
                    "a report must cover at least 1 scan, with at least 1 pair of pictures, got %d and %d"
                            .formatted(scans, pairs));
        }
    }

    /** All shelves, 100 scans of each, 3 with pictures. */
    public static ReportOptions defaults() {
        return new ReportOptions(List.of(), 100, 3);
    }
}
