package dev.maskwright.server.engine;

import java.util.EnumMap;
import java.util.Map;

/** How the time of a request was spent, in nanoseconds. Filled by the worker, read by others afterwards. */
public final class Stages {

    /** The stages of a request, in order. */
    public enum Stage {
        /** Waiting for a worker. */
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

    /** The nanoseconds of each stage that was reached. */
    public Map<Stage, Long> nanos() {
        return nanos;
    }
}
