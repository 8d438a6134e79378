package dev.maskwright.trainer.data;

import java.util.ArrayList;
import java.util.List;

/** The rows of a split while it is being put together. */
final class SplitDraft {

    private final List<SourceRow> rows = new ArrayList<>();
    private final List<Rows.Dropped> dropped = new ArrayList<>();

    List<SourceRow> rows() {
        return rows;
    }

    List<Rows.Dropped> dropped() {
        return dropped;
    }

    void add(SourceRow row) {
        rows.add(row);
    }

    /** @param line says which row and why */
    void drop(SourceRow row, String line) {
        dropped.add(new Rows.Dropped(row, line));
    }

    void addAll(SplitDraft other) {
        rows.addAll(other.rows);
        dropped.addAll(other.dropped);
    }

    /** @param name what messages call the split */
    void checkNotEmpty(String name) throws BadDatasetException {
        if (rows.isEmpty()) {
            throw new BadDatasetException("%s: no usable row%s"
                    .formatted(
                            name,
                            dropped.isEmpty()
                                    ? ""
                                    : "; the first that was left out: "
                                            + dropped.get(0).line()));
        }
    }

    Dataset open(ClassList classes, CacheSettings cache, Fingerprint.Source fingerprint) {
        return new Rows(rows, dropped, classes, fingerprint, cache, () -> {});
    }
}
