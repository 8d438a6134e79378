package dev.maskwright.folder;

import java.io.IOException;

/** A file on all pictures of a run, written while it goes on. Closing one that is not finished leaves nothing of it. */
interface Report extends AutoCloseable {

    /** Takes the next picture. */
    void add(PictureResult result) throws IOException;

    /** Writes the end; the file appears. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
