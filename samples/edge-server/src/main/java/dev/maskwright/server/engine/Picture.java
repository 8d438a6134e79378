package dev.maskwright.server.engine;

import dev.maskwright.sdk.frame.Frame;

/** A picture as it was sent, which is decoded only when its turn has come. */
@FunctionalInterface
public interface Picture {

    /**
     * Decodes it.
     *
     * @param limits held against what its header says, before anything is allocated for its pixels
     * @throws RefusedException if it is too large, damaged, or no picture
     */
    Frame frame(Limits limits) throws RefusedException;
}
