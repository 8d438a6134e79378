package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows of a split while it is being put together. */
public final class SplitDraft {

    /** A row that can never be used, and the line that says why. */
    public record Dropped(SourceRow row, String line) {}

    private final Fingerprint.Source fingerprint;
    private final List<SourceRow> rows = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();

    /**
     * A split without rows yet.
     *
     * @param fingerprint of the files that the rows come from
     */
    public SplitDraft(Fingerprint.Source fingerprint) {
        this.fingerprint = fingerprint;
    }

    public Fingerprint.Source fingerprint() {
        return fingerprint;
    }

    public List<SourceRow> rows() {
        return rows;
    }

    public List<Dropped> dropped() {
        return dropped;
    }

    public void add(SourceRow row) {
        rows.add(row);
    }

    /**
     * Drops a row, which can still be inspected.
     *
     * @param line says which row and why
     */
    public void drop(SourceRow row, String line) {
        dropped.add(new Dropped(row, line));
    }

    /** The rows with these numbers, without the dropped ones. */
    public SplitDraft only(BitSet numbers) {
        SplitDraft draft = new SplitDraft(fingerprint);
        numbers.stream().forEach(row -> draft.add(rows.get(row)));
        return draft;
    }

    /** The other rows, and the dropped ones. */
    public SplitDraft without(BitSet numbers) {
        BitSet others = new BitSet();
        others.set(0, rows.size());
        others.andNot(numbers);
        SplitDraft draft = only(others);
        draft.dropped.addAll(dropped);
        return draft;
    }

    /** Only the dropped rows. */
    public SplitDraft withoutRows() {
        SplitDraft draft = new SplitDraft(fingerprint);
        draft.dropped.addAll(dropped);
        return draft;
    }

    /**
     * Checks that there are usable rows.
     *
     * @param name what messages call the split
     * @throws BadDatasetException if there are none
     */
    public void checkNotEmpty(String name) throws BadDatasetException {
        if (rows.isEmpty()) {
            String first = dropped.isEmpty()
                    ? ""
                    : "; the first that was left out: " + dropped.get(0).line();
            throw new BadDatasetException("%s: no usable row%s".formatted(name, first));
        }
    }
}
