package dev.maskwright.folder;

import java.io.IOException;

/** A file about all pictures of a run, written during the run. Closing an unfinished one removes it. */
interface Report extends AutoCloseable {

    /** Adds the next picture. */
    void add(PictureResult result) throws IOException;

    /** Writes the end and gives the file its name. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
