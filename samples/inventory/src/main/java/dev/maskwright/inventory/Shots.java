package dev.maskwright.inventory;

import java.io.IOException;
import java.util.Optional;

/** Gives pictures one after the other: of a folder, or of anything else that takes pictures. For one thread. */
public interface Shots extends AutoCloseable {

    /**
     * The next picture; empty after the last. May wait for it.
     *
     * @throws IOException if the source cannot be read on
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<Shot> next() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
