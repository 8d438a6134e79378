package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A format of data sets: finds its files in a folder and lists their rows. Dividing, filtering, fingerprinting and
 * opening are the same for all and come afterwards. Readers are stateless.
 */
public interface SourceReader {

    DataFormat format();

    /** What messages call a data set of the format, such as {@code a folder of masks}. */
    String title();

    /** What a folder of the format contains, for messages. */
    String expected(DataSettings settings);

    /**
     * Whether each row has one product, so that it can be read for {@link dev.maskwright.trainer.data.Target#MASK}.
     */
    boolean hasProducts();

    /** Whether an entry of {@code data.train} is likely to be of the format. */
    boolean takes(String entry);

    /** Looks for the splits in the usual places of the format. Finding nothing is not an error. */
    Found find(Path dir, DataSettings settings) throws IOException;

    /**
     * Lists the rows without decoding any. A row that can never be used is dropped with a line that says why.
     *
     * @param found what {@link #find} found, or what the settings name; never empty
     * @throws BadDatasetException if one of the files does not exist or cannot be read completely
     */
    Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException;
}
