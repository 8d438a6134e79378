package dev.maskwright.sdk.video;

import dev.maskwright.sdk.internal.video.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Turns a share that flickers from frame to frame, such as that of a class in a {@link Zone}, into few events. The
 * level is the median of the last moments ({@link LevelOptions#settles}). It has changed when it is a step away from
 * the previous level and the medians of the three thirds of this time agree, that is, when it has settled: a hand that
 * reaches into a shelf causes no event. Smaller changes, such as in lighting, are followed slowly without events. For
 * one thread at a time.
 */
public final class LevelWatch {

    /** How far the level moves towards the median within the settling time, as a fraction of their distance. */
    private static final double FOLLOW = 0.05;

    /** How far apart, in steps, the medians of the thirds may be and still agree. */
    private static final double REST = 0.75;

    private static final int LEAST_SAMPLES = 3;

    private record Sample(long nanos, double share) {}

    private final LevelOptions options;
    private final long settles;
    private final Clock clock = new Clock();
    private final Deque<Sample> recent = new ArrayDeque<>();
    private double level = Double.NaN; // until there is one
    private boolean full;
    private boolean empty;

    /** Creates a watch without any level yet. */
    public LevelWatch(LevelOptions options) {
        this.options = options;
        settles = options.settles().toNanos();
    }

    /** The current level, 0..1; NaN until the first has settled. */
    public double level() {
        return level;
    }

    /**
     * Processes the share of one frame.
     *
     * @param nanos of the frame, on any clock; no time has passed if it was set back
     * @param share 0..1
     * @return the events, nearly always none
     */
    public List<LevelEvent> update(long nanos, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies in 0..1, got " + share);
        }
        long passed = clock.advance(nanos);
        long now = clock.now();
        if (passed > settles) { // nothing is known about the time in between
            recent.clear();
        }
        recent.addLast(new Sample(now, share));
        while (now - recent.getFirst().nanos > settles) {
            recent.removeFirst();
        }
        boolean isWhole = recent.size() >= LEAST_SAMPLES && now - recent.getFirst().nanos >= settles - passed;
        return isWhole ? judge(now, passed) : List.of();
    }

    private List<LevelEvent> judge(long now, long passed) {
        double[] shares = recent.stream().mapToDouble(Sample::share).toArray();
        double median = median(shares, 0, shares.length);
        if (Double.isNaN(level)) {
            level = median;
            full = level >= options.full();
            empty = level <= options.empty();
            return List.of();
        }
        if (Math.abs(median - level) < options.step()) {
            level += FOLLOW * Math.min(1, (double) passed / settles) * (median - level);
            return List.of();
        }
        int second = shares.length / 3;
        int last = 2 * shares.length / 3;
        double[] thirds = {median(shares, 0, second), median(shares, second, last), median(shares, last, shares.length)
        };
        Arrays.sort(thirds);
        boolean isAtRest = thirds[2] - thirds[0] < REST * options.step();
        return isAtRest ? changed(median(shares, second, shares.length), now) : List.of();
    }

    private List<LevelEvent> changed(double after, long now) {
        double before = level;
        level = after;
        recent.clear();
        List<LevelEvent> events = new ArrayList<>();
        events.add(
                new LevelEvent(after < before ? LevelEvent.Kind.TAKEN : LevelEvent.Kind.PUT_BACK, before, after, now));
        boolean isFull = after >= options.full() - (full ? options.step() : 0);
        boolean isEmpty = after <= options.empty() + (empty ? options.step() : 0);
        if (isFull && !full) {
            events.add(new LevelEvent(LevelEvent.Kind.FILLED, before, after, now));
        }
        if (isEmpty && !empty) {
            events.add(new LevelEvent(LevelEvent.Kind.EMPTIED, before, after, now));
        }
        full = isFull;
        empty = isEmpty;
        return events;
    }

    private static double median(double[] values, int from, int to) {
        double[] some = Arrays.copyOfRange(values, from, to);
        Arrays.sort(some);
        return (some[(some.length - 1) / 2] + some[some.length / 2]) / 2;
    }
}
