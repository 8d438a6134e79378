package dev.maskwright.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link VideoSegmenter} makes of the fact that frames of one camera resemble each other.
 *
 * @param steady if present, masks flicker less: where the picture stands still, what the network says of a frame fades
 *     with this half-life, and counts at most half; some 150 to 500 ms
 * @param changesOnly if present, the network runs only on what has changed, and on the whole picture every so often: this
 *     is how long a part may go without a run. For cameras that stand still. Both are times of the frames
 * @param leastChange how much the means of a cell of the picture, some 16 pixels wide, must differ to have changed:
 *     levels 0..255, of Y, U and V or of red, green and blue together. Where the picture is noisier, the noise that is
 *     measured raises this up to four times
 * @param pause how long after a run on changes the picture is not looked at, so that what moves in every frame is run in
 *     every second frame of a camera with thirty a second, and masks lag that much behind; 0 for no pause. Of {@code changesOnly} alone
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
            throw new IllegalArgumentException("a least change is above 0 levels, got " + leastChange);
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("a pause is not negative, got " + pause);
        }
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the %s must be above 0, got %s".formatted(what, time));
        }
    }

    /** Each frame for itself, all of it. */
    public static VideoOptions eachFrame() {
        return new VideoOptions(Optional.empty(), Optional.empty(), LEAST_CHANGE, PAUSE);
    }

    /** The same with steady masks. */
    public VideoOptions withSteady(Duration halfLife) {
        return new VideoOptions(Optional.of(halfLife), changesOnly, leastChange, pause);
    }

    /** The same with runs on changes only, and on all every so often. */
    public VideoOptions withChangesOnly(Duration wholeEvery) {
        return new VideoOptions(steady, Optional.of(wholeEvery), leastChange, pause);
    }

    /** The same with another least change. */
    public VideoOptions withLeastChange(double levels) {
        return new VideoOptions(steady, changesOnly, levels, pause);
    }

    /** The same with another pause after a run on changes. */
    public VideoOptions withPause(Duration afterChanges) {
        return new VideoOptions(steady, changesOnly, leastChange, afterChanges);
    }
}
