package dev.maskwright.server.engine;

import java.util.EnumMap;
import java.util.Map;

/** Where the time of a request went, in nanoseconds. Filled by the worker, read by others once it is done. */
public final class Stages {

    /** The parts of a request's time, in their order. */
    public enum Stage {
        /** Until a worker had time for it. */
        QUEUE,
        /** From bytes to pixels. */
        DECODE,
        /** From pixels to the network's input. */
        PREPARE,
        /** The network. */
        RUN,
        /** From its output to the mask. */
        FINISH,
        /** From the mask to the answer. */
        RENDER
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    void add(Stage stage, long more) {
        nanos.merge(stage, more, Long::sum);
    }

    /** The nanoseconds of each stage that it came to. */
    public Map<Stage, Long> nanos() {
        return nanos;
    }
}
