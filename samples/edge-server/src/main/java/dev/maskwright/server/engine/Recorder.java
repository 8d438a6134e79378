package dev.maskwright.server.engine;

import dev.maskwright.sdk.Mask;

/** Receives the events of the engine; called by many threads. */
public interface Recorder {

    /** A request was processed, successfully or not. */
    void worked(Stages stages);

    /** A mask was made. */
    void masked(Mask mask);

    /** A request was refused. */
    void refused(Reason reason);

    /** An internal error occurred. */
    void failed(Throwable fault);
}
