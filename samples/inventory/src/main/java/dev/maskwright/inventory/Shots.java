package dev.maskwright.inventory;

import java.io.IOException;
import java.util.Optional;

/** Returns one picture after the other, from a folder or any other source. For one thread. */
public interface Shots extends AutoCloseable {

    /**
     * The next picture; empty after the last. May wait for it.
     *
     * @throws IOException if the source cannot be read any further
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<Shot> next() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
