package dev.maskwright.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * How a {@link VideoSegmenter} uses the similarity of successive frames of one camera.
 *
 * @param steady if present, masks flicker less: where the picture stands still, the network's outputs are averaged over
 *     time with this half-life, and a frame counts at most half; usual values are 150 to 500 ms
 * @param changesOnly if present, the network runs only on what has changed, and on the whole picture at this interval,
 *     which is the longest time for which a part may go without a run. For fixed cameras. Both durations refer to the
 *     timestamps of frames
 * @param leastChange how much the means of a cell of the picture, some 16 pixels wide, must differ to count as a
 *     change: levels 0..255, of Y, U and V or of red, green and blue together. In noisy pictures, the measured noise
 *     raises this up to four times
 * @param pause how long frames are not examined after a run on changes, so that for objects that move in every frame of
 *     thirty a second the network runs on every second frame, and masks lag that much behind; 0 for no pause. Only for
 *     {@code changesOnly}
 */
public record VideoOptions(
        Optional<Duration> steady, Optional<Duration> changesOnly, double leastChange, Duration pause) {

    private static final double LEAST_CHANGE = 3;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Checks the ranges. */
    public VideoOptions {
        steady.ifPresent(halfLife -> requirePositive("half-life of steady masks", halfLife));
        changesOnly.ifPresent(every -> requirePositive("time between whole passes", every));
        if (!(leastChange > 0 && leastChange <= 3 * 255)) {
            throw new IllegalArgumentException("a least change must be above 0 levels, got " + leastChange);
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("a pause must not be negative, got " + pause);
        }
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the %s must be above 0, got %s".formatted(what, time));
        }
    }

    /** Each frame whole and independently of the others. */
    public static VideoOptions eachFrame() {
        return new VideoOptions(Optional.empty(), Optional.empty(), LEAST_CHANGE, PAUSE);
    }

    /** The same with steady masks. */
    public VideoOptions withSteady(Duration halfLife) {
        return new VideoOptions(Optional.of(halfLife), changesOnly, leastChange, pause);
    }

    /** The same with runs on changes only, and on the whole picture at an interval. */
    public VideoOptions withChangesOnly(Duration wholeEvery) {
        return new VideoOptions(steady, Optional.of(wholeEvery), leastChange, pause);
    }

    /** The same with another threshold for changes. */
    public VideoOptions withLeastChange(double levels) {
        return new VideoOptions(steady, changesOnly, levels, pause);
    }

    /** The same with another pause after a run on changes. */
    public VideoOptions withPause(Duration afterChanges) {
        return new VideoOptions(steady, changesOnly, leastChange, afterChanges);
    }
}
