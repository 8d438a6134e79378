package dev.maskwright.sdk;

/** How the processor's cores are used; a number of threads in the {@link Options} overrides that of the preset. */
public enum Preset {

    /**
     * Lowest latency: one call uses every core. While the network runs, its threads spin when they wait for each other,
     * which is faster than sleeping; between calls they sleep. Large frames are prepared by up to four threads.
     */
    LATENCY,

    /**
     * Highest throughput with several callers: one call uses one core, so call from as many threads as there are cores.
     * Threads that never wait for each other do the most work, whereas several callers that each use all cores would
     * compete for them.
     */
    THROUGHPUT,

    /**
     * Considerate of other work on the machine: one call uses half of the cores, its threads sleep whenever they wait,
     * and memory is returned to the system after each call instead of being kept for the next. Each call takes longer
     * as a result.
     */
    SHARED;

    /** The number of threads that one call uses if the options do not set it: at least one. */
    int threads(int cores) {
        return switch (this) {
            case LATENCY -> cores;
            case THROUGHPUT -> 1;
            case SHARED -> Math.max(1, cores / 2);
        };
    }
}
