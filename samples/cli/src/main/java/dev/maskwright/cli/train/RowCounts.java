package dev.maskwright.cli.train;

import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.data.Dataset;

/** The number of rows, and of those that are used. */
final class RowCounts {

    private RowCounts() {}

    /** {@code 8 rows}, or {@code 5 of 8 rows} if some are not used. */
    static String words(int used, int stored) {
        return used == stored ? Words.count(stored, "row") : "%,d of %s".formatted(used, Words.count(stored, "row"));
    }

    static String words(Dataset rows) {
        return words(rows.size(), rows.rawSize());
    }
}
