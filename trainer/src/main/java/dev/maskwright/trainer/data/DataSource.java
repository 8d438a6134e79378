package dev.maskwright.trainer.data;

import dev.maskwright.trainer.data.source.DataSources;
import java.util.List;

/** A data set with its two splits, however it is stored. {@link DataSources} opens them. */
public interface DataSource extends AutoCloseable {

    /** The format that it was opened as; never {@link DataFormat#AUTO}. */
    DataFormat format();

    Dataset train();

    Dataset validation();

    /** Lines on what was done with the data, such as how it was split; none of it is a fault. */
    List<String> notes();

    /** Closes both splits. Closing twice does nothing. */
    @Override
    void close();
}
