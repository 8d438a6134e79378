package dev.maskwright.sdk;

/** What the processor's cores are used for; a count of threads in the {@link Options} replaces the one given here. */
public enum Preset {

    /**
     * The next mask as soon as possible: one call uses every core. While the network runs, its threads wait for each
     * other in loops, which is quicker than sleeping; between calls they sleep.
     */
    LATENCY,

    /**
     * As many masks as possible from several callers: one call uses one core, so call from as many threads as there are
     * cores. Threads that never wait for each other do the most work, while several callers with all cores each would
     * take them from one another.
     */
    THROUGHPUT,

    /**
     * Beside other work on the machine: one call uses half of the cores, its threads sleep whenever they wait, and
     * memory goes back to the system after each call instead of being kept for the next. Each call takes longer for it.
     */
    SHARED;

    /** How many threads one call uses where the options do not say: at least one. */
    int threads(int cores) {
        return switch (this) {
            case LATENCY -> cores;
            case THROUGHPUT -> 1;
            case SHARED -> Math.max(1, cores / 2);
        };
    }
}
