package dev.maskwright.trainer.data;

import java.util.List;
import java.util.Optional;

/**
 * A data set with its splits, however it is stored; {@link dev.maskwright.trainer.data.source.DataSources} opens them.
 * There is always a validation split, from the data set or held back; the training split may be missing.
 */
public interface DataSource extends AutoCloseable {

    /** The format that it was opened as; never {@link DataFormat#AUTO}. */
    DataFormat format();

    /** The classes of its splits. */
    ClassList classes();

    /**
     * The rows to train on.
     *
     * @throws BadDatasetException if there are none; the message says what to add
     */
    Dataset train() throws BadDatasetException;

    /** The rows to train on; empty for a data set that can only be evaluated on. */
    Optional<Dataset> findTrain();

    Dataset validation();

    /** Lines about what was done with the data, such as how it was split; none of them is an error. */
    List<String> notes();

    /** Closes its splits. Closing twice does nothing. */
    @Override
    void close();
}
