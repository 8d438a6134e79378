package dev.maskwright.trainer.data;

import java.util.List;
import java.util.Optional;

/** One split of a data set. Any number of threads may read at once, but none after {@link #close}. */
public interface Dataset extends AutoCloseable {

    ClassList classes();

    /** The number of rows that can be read, without those listed by {@link #skipped}. */
    int size();

    /**
     * Decodes a row. The arrays of the sample may be shared with other callers: do not write to them.
     *
     * @param row 0..size-1
     * @throws BadSampleException if the row cannot be used; the others still can
     */
    Sample read(int row) throws BadSampleException;

    /** Where a row comes from, such as {@code val-00000-of-00001.parquet row 17 (img_0017.jpg)}. */
    String describe(int row);

    /** The number of stored rows: those to read, then those listed by {@link #skipped}. */
    default int rawSize() {
        return size();
    }

    /**
     * A row as it is stored, including rows that {@link #skipped} lists or {@link #read} rejects.
     *
     * @param row 0..rawSize-1; below {@link #size} it is the row that {@link #read} reads
     */
    default RawRow raw(int row) {
        return new RawRow(
                describe(row),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /** One line for each row that was left out because it can never be used. */
    List<String> skipped();

    /** SHA-256, in hex, over the names and contents of the files: the provenance of what is trained on them. */
    String fingerprint();

    @Override
    void close();
}
