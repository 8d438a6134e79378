package dev.maskwright.sdk.internal.video;

import dev.maskwright.sdk.LoopFigures;
import dev.maskwright.sdk.LoopFigures.Spread;
import dev.maskwright.sdk.Timings;
import java.time.Duration;
import java.util.Arrays;

/** Counters, and the times of the last frames. Thread-safe; recording makes no garbage. */
public final class FigureWindow {

    private static final int FRAMES = 512;
    private static final long RECENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final long begun = System.nanoTime();
    private final long[] prepare = new long[FRAMES];
    private final long[] run = new long[FRAMES];
    private final long[] finish = new long[FRAMES];
    private final long[] latency = new long[FRAMES];
    private final long[] done = new long[FRAMES];
    private long offered;
    private long masked;
    private long dropped;
    private long failed;

    public synchronized void offered() {
        offered++;
    }

    public synchronized void dropped() {
        dropped++;
    }

    public synchronized void failed() {
        failed++;
    }

    public synchronized void masked(Timings timings, long latencyNanos, long now) {
        int place = (int) (masked % FRAMES);
        prepare[place] = timings.prepareNanos();
        run[place] = timings.runNanos();
        finish[place] = timings.finishNanos();
        latency[place] = latencyNanos;
        done[place] = now;
        masked++;
    }

    public synchronized LoopFigures read(long now) {
        int count = (int) Math.min(masked, FRAMES);
        return new LoopFigures(
                offered,
                masked,
                dropped,
                failed,
                framesPerSecond(count, now),
                spread(prepare, count),
                spread(run, count),
                spread(finish, count),
                spread(latency, count));
    }

    private double framesPerSecond(int count, long now) {
        int recent = 0;
        long oldest = now;
        for (int i = 0; i < count; i++) {
            if (now - done[i] <= RECENT_NANOS) {
                recent++;
                oldest = Math.min(oldest, done[i]);
            }
        }
        boolean isFull = recent == FRAMES; // more masks than the window holds
        long nanos = isFull ? now - oldest : Math.min(RECENT_NANOS, now - begun);
        return nanos > 0 ? recent * 1e9 / nanos : 0;
    }

    /** Percentiles by the nearest-rank method. */
    private static Spread spread(long[] times, int count) {
        if (count == 0) {
            return new Spread(Duration.ZERO, Duration.ZERO);
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return new Spread(
                Duration.ofNanos(sorted[(count + 1) / 2 - 1]),
                Duration.ofNanos(sorted[(int) Math.ceil(count * 0.99) - 1]));
    }
}
