package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;

/**
 * How long the parts of one call of {@link Segmenter#segmentInto(Frame, Mask, Timings)} took, in nanoseconds of
 * {@link System#nanoTime}. Made once and given to any number of calls, each of which overwrites it; for one thread at a
 * time.
 */
public final class Timings {

    private long waitNanos;
    private long prepareNanos;
    private long runNanos;
    private long finishNanos;

    /** Until the call had tensors to work with: other callers may have had them all. */
    public long waitNanos() {
        return waitNanos;
    }

    /** From the frame to the network's input: converting, resizing, normalising. */
    public long prepareNanos() {
        return prepareNanos;
    }

    /** The network itself: ONNX Runtime from one end to the other. */
    public long runNanos() {
        return runNanos;
    }

    /** From the network's output to the mask. */
    public long finishNanos() {
        return finishNanos;
    }

    /** All of it: the call but for some checks of its arguments. */
    public long totalNanos() {
        return waitNanos + prepareNanos + runNanos + finishNanos;
    }

    void set(long called, long begun, long prepared, long ran, long finished) {
        waitNanos = begun - called;
        prepareNanos = prepared - begun;
        runNanos = ran - prepared;
        finishNanos = finished - ran;
    }
}
