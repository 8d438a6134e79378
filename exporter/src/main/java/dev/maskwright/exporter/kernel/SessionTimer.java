package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Times layers and models alternately in sessions of ONNX Runtime with one thread. */
public final class SessionTimer implements LayerTimer, ModelTimer {

    private static final int LEAST_ROUNDS = 4;
    private static final int ROUNDS = 25;

    /** Candidates that are this much slower than the best are not timed further. */
    private static final double HOPELESS = 1.4;

    private static final double LAYER_NANOS = 6e7;
    private static final int MODEL_ROUNDS = 100;
    private static final double MODEL_NANOS = 6e8;

    /** The least of several runs, which shows what the machine can do, not what other programs leave of it. */
    @Override
    public Map<Road, Double> micros(LayerShape layer, Set<Road> roads) {
        Map<Road, Run> runs = new EnumMap<>(Road.class);
        try {
            for (Road road : roads) {
                runs.put(road, Run.of(LayerGraph.of(layer, road), Map.of(LayerGraph.INPUT, LayerGraph.sizes(layer))));
            }
            Turns<Road> turns = turns(runs);
            turns.warmUp();
            long begin = System.nanoTime();
            for (int i = 0; i < ROUNDS && (i < LEAST_ROUNDS || System.nanoTime() - begin < LAYER_NANOS); i++) {
                turns.round();
                if (i == LEAST_ROUNDS - 1) {
                    turns.dropAbove(HOPELESS);
                }
            }
            Map<Road, Double> micros = new EnumMap<>(Road.class);
            roads.forEach(road -> micros.put(road, turns.least(road)));
            return micros;
        } finally {
            runs.values().forEach(Run::close);
        }
    }

    /**
     * The least of four ratios: of the least and of the median times, with either one opened first, because the
     * position of a session in memory makes a difference, too. Noise is seldom in all four.
     */
    @Override
    public double speedup(ModelProto before, ModelProto after, Map<String, List<Long>> inputs) {
        Ratios forwards = ratios(before, after, inputs);
        Ratios backwards = ratios(after, before, inputs);
        return Math.min(
                Math.min(forwards.least(), forwards.median()), Math.min(1 / backwards.least(), 1 / backwards.median()));
    }

    /** Times two models alternately, the first one opened first. */
    private static Ratios ratios(ModelProto first, ModelProto second, Map<String, List<Long>> inputs) {
        try (Run one = Run.of(first, inputs);
                Run two = Run.of(second, inputs)) {
            Map<Boolean, Run> runs = new LinkedHashMap<>();
            runs.put(true, one);
            runs.put(false, two);
            Turns<Boolean> turns = turns(runs);
            turns.warmUp();
            turns.warmUp();
            long begin = System.nanoTime();
            for (int i = 0; i < MODEL_ROUNDS && (i < LEAST_ROUNDS || System.nanoTime() - begin < MODEL_NANOS); i++) {
                turns.round();
            }
            return new Ratios(turns.least(true) / turns.least(false), turns.median(true) / turns.median(false));
        }
    }

    private static <K> Turns<K> turns(Map<K, Run> runs) {
        Map<K, Runnable> works = new LinkedHashMap<>();
        runs.forEach((key, run) -> works.put(key, run.bound()::run));
        return new Turns<>(works);
    }

    /** The time of one model divided by that of another. */
    private record Ratios(double least, double median) {}

    /** An open session with an input of zeros. */
    private record Run(GraphSession session, BoundRun bound) implements AutoCloseable {

        /**
         * Opens a model.
         *
         * @param sizes of its inputs
         * @throws SegmentationException if ONNX Runtime cannot open or run it
         */
        static Run of(ModelProto model, Map<String, List<Long>> sizes) {
            GraphSession session =
                    GraphSession.open(model.toByteArray(), "a trial of kernels", GraphSessionOptions.onThreads(1));
            try {
                Map<String, GraphInput> inputs = new LinkedHashMap<>();
                sizes.forEach((name, shape) -> inputs.put(name, session.zeros(name, shape)));
                return new Run(session, session.bind(inputs));
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        }

        @Override
        public void close() {
            bound.close();
            session.close();
        }
    }
}
