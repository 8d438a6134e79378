package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows of a split while it is being put together. */
final class SplitDraft {

    /** A row that can never be used, and the line that says why. */
    record Dropped(SourceRow row, String line) {}

    private final Fingerprint.Source fingerprint;
    private final List<SourceRow> rows = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();

    /** @param fingerprint of the files that the rows come from */
    SplitDraft(Fingerprint.Source fingerprint) {
        this.fingerprint = fingerprint;
    }

    Fingerprint.Source fingerprint() {
        return fingerprint;
    }

    List<SourceRow> rows() {
        return rows;
    }

    List<Dropped> dropped() {
        return dropped;
    }

    void add(SourceRow row) {
        rows.add(row);
    }

    /** @param line says which row and why */
    void drop(SourceRow row, String line) {
        dropped.add(new Dropped(row, line));
    }

    /** The rows with these numbers, and none that was dropped. */
    SplitDraft only(BitSet numbers) {
        SplitDraft draft = new SplitDraft(fingerprint);
        numbers.stream().forEach(row -> draft.add(rows.get(row)));
        return draft;
    }

    /** The other rows, and those that were dropped. */
    SplitDraft without(BitSet numbers) {
        BitSet others = new BitSet();
        others.set(0, rows.size());
        others.andNot(numbers);
        SplitDraft draft = only(others);
        draft.dropped.addAll(dropped);
        return draft;
    }

    /** None of the rows, only those that were dropped. */
    SplitDraft withoutRows() {
        SplitDraft draft = new SplitDraft(fingerprint);
        draft.dropped.addAll(dropped);
        return draft;
    }

    /** @param name what messages call the split */
    void checkNotEmpty(String name) throws BadDatasetException {
        if (rows.isEmpty()) {
            String first = dropped.isEmpty()
                    ? ""
                    : "; the first that was left out: " + dropped.get(0).line();
            throw new BadDatasetException("%s: no usable row%s".formatted(name, first));
        }
    }
}
