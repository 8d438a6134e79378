package dev.maskwright.server.engine;

import java.util.List;

/** Renders masks into an answer, on the worker's thread. */
@FunctionalInterface
public interface Rendering<T> {

    /**
     * Makes it.
     *
     * @throws RefusedException if they cannot be rendered in this form
     */
    T render(List<Segmented> pictures) throws RefusedException;
}
