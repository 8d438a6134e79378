package dev.maskwright.server.engine;

import dev.maskwright.sdk.Mask;

/** Is told what the engine does; called by many threads. */
public interface Recorder {

    /** A request was worked on, whether it came to an answer or not. */
    void worked(Stages stages);

    /** A mask was made. */
    void masked(Mask mask);

    /** A request was refused. */
    void refused(Reason reason);

    /** Something went wrong that nobody who asked is to blame for. */
    void failed(Throwable fault);
}
