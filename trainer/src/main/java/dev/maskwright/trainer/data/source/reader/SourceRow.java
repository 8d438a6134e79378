package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;

/** A row of any format. Any number of threads may read at once. */
public interface SourceRow {

    String describe();

    /**
     * Decodes picture and mask.
     *
     * @throws BadSampleException if the row cannot be used; the message begins with {@link #describe}
     */
    Sample decode() throws BadSampleException;

    RawRow raw();
}
