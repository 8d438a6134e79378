package dev.maskwright.cli.machine;

import java.util.Arrays;

/** Durations of many runs. Adding one rarely allocates, so it does not disturb the measurement. */
public final class Series {

    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    int count() {
        return count;
    }

    /** In milliseconds; {@code share} 0 is the least, 0.5 the median. */
    double quantile(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[(int) Math.max(0, Math.ceil(share * count) - 1)] / 1e6;
    }
}
