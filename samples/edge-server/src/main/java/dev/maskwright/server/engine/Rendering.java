package dev.maskwright.server.engine;

import java.util.List;

/** Makes an answer of masks, on the worker's thread. */
@FunctionalInterface
public interface Rendering<T> {

    /**
     * Makes it.
     *
     * @throws RefusedException if no such answer can be made of these
     */
    T render(List<Segmented> pictures) throws RefusedException;
}
