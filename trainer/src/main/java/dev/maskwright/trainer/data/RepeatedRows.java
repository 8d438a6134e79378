package dev.maskwright.trainer.data;

import java.util.List;

/** A split that is repeated several times in an epoch. Closing it leaves the split open. */
public final class RepeatedRows implements Dataset {

    private final Dataset rows;
    private final int times;

    private RepeatedRows(Dataset rows, int times) {
        this.rows = rows;
        this.times = times;
    }

    /** The split itself if {@code times} is 1. Row {@code i} is the split's row {@code i} modulo its size. */
    public static Dataset of(Dataset rows, int times) {
        return times == 1 ? rows : new RepeatedRows(rows, times);
    }

    @Override
    public ClassList classes() {
        return rows.classes();
    }

    @Override
    public int size() {
        return Math.multiplyExact(rows.size(), times);
    }

    @Override
    public Sample read(int row) throws BadSampleException {
        return rows.read(row % rows.size());
    }

    @Override
    public String describe(int row) {
        return rows.describe(row % rows.size());
    }

    @Override
    public int rawSize() {
        return rows.rawSize();
    }

    /** Stored rows are not repeated: the number is that in the split. */
    @Override
    public RawRow raw(int row) {
        return rows.raw(row);
    }

    @Override
    public List<String> skipped() {
        return rows.skipped();
    }

    @Override
    public String fingerprint() {
        return rows.fingerprint();
    }

    @Override
    public void close() {}
}
