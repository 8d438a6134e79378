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

/** Times layers and models by turns in sessions of ONNX Runtime with one thread. */
public final class SessionTimer implements LayerTimer, ModelTimer {

    private static final int LEAST_ROUNDS = 4;
    private static final int ROUNDS = 25;

    /** What is this much slower than the best is not timed further. */
    private static final double HOPELESS = 1.4;

    private static final double LAYER_NANOS = 6e7;
    private static final int MODEL_ROUNDS = 200;
    private static final double MODEL_NANOS = 2e9;

    /** The least of several runs, as what is wanted is what the machine can do, not what others leave of it. */
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

    /** The smaller of two ratios, that of the least and that of the median times: what is noise is seldom in both. */
    @Override
    public double speedup(ModelProto before, ModelProto after, Map<String, List<Long>> inputs) {
        try (Run first = Run.of(before, inputs);
                Run second = Run.of(after, inputs)) {
            Map<Boolean, Run> runs = new LinkedHashMap<>();
            runs.put(false, first);
            runs.put(true, second);
            Turns<Boolean> turns = turns(runs);
            turns.warmUp();
            turns.warmUp();
            long begin = System.nanoTime();
            for (int i = 0;
                    i < MODEL_ROUNDS && (i < 2 * LEAST_ROUNDS || System.nanoTime() - begin < MODEL_NANOS);
                    i++) {
                turns.round();
            }
            return Math.min(turns.least(false) / turns.least(true), turns.median(false) / turns.median(true));
        }
    }

    private static <K> Turns<K> turns(Map<K, Run> runs) {
        Map<K, Runnable> works = new LinkedHashMap<>();
        runs.forEach((key, run) -> works.put(key, run.bound()::run));
        return new Turns<>(works);
    }

    /** An open session on an input of zeros. */
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
