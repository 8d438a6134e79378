package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;

/**
 * The durations of the stages of one call of {@link Segmenter#segmentInto(Frame, Mask, Timings)}, in nanoseconds of
 * {@link System#nanoTime}. Create it once and pass it to any number of calls, each of which overwrites it; for one
 * thread at a time.
 */
public final class Timings {

    private long waitNanos;
    private long prepareNanos;
    private long runNanos;
    private long finishNanos;

    /** Waiting for free tensors: other callers may have been using them all. */
    public long waitNanos() {
        return waitNanos;
    }

    /** From the frame to the network's input: converting, resizing, normalising. */
    public long prepareNanos() {
        return prepareNanos;
    }

    /** The network itself: the complete run of ONNX Runtime. */
    public long runNanos() {
        return runNanos;
    }

    /** From the network's output to the mask. */
    public long finishNanos() {
        return finishNanos;
    }

    /** The total: the whole call except for some checks of its arguments. */
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
