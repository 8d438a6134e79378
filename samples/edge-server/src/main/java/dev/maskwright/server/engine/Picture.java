package dev.maskwright.server.engine;

import dev.maskwright.sdk.frame.Frame;

/** A picture as it was sent, which is decoded only when a worker is free. */
@FunctionalInterface
public interface Picture {

    /**
     * Decodes it.
     *
     * @param limits checked against its header, before anything is allocated for its pixels
     * @throws RefusedException if it is too large, damaged, or not a picture
     */
    Frame frame(Limits limits) throws RefusedException;
}
