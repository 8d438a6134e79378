package dev.maskwright.server.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How fast the workers are, as a moving average, for telling clients when to try again. */
final class WorkRate {

    private static final long MOST_SECONDS = 60;

    private final AtomicLong nanosPerRequest = new AtomicLong();

    void worked(long nanos, int workers) {
        long share = nanos / workers;
        nanosPerRequest.updateAndGet(before -> before == 0 ? share : before + (share - before) / 16);
    }

    /** How long this many requests take, in seconds, rounded and limited to 1..60. */
    Duration timeFor(int requests) {
        long seconds = Math.round(Math.ceil(nanosPerRequest.get() * (double) requests / 1e9));
        return Duration.ofSeconds(Math.max(1, Math.min(MOST_SECONDS, seconds)));
    }
}
