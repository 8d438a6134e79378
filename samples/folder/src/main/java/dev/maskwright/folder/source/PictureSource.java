package dev.maskwright.folder.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Where pictures come from. */
public interface PictureSource {

    /**
     * Starts at the first picture.
     *
     * @param leftOut receives entries that are not pictures
     * @throws IOException if there is nothing to read
     */
    Cursor open(LeftOut leftOut) throws IOException;

    /**
     * The current number of pictures, if it can be known before they are read.
     *
     * @throws IOException as {@link #open} and {@link Cursor#next}
     */
    OptionalLong count() throws IOException;

    /** Returns one picture after the other, always in the same order. For one thread. */
    interface Cursor extends AutoCloseable {

        /**
         * The next picture; empty after the last. May wait for it.
         *
         * @throws IOException if the source cannot be read any further, or two of its pictures would write the same
         *     results
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        Optional<Picture> next() throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }
}
