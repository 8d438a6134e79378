package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs two model files on the same pictures, by turns: how far their masks and logits are from each other, and which is
 * faster by how much. On a busy machine only the ratio of two times counts, and only if both were measured in turns.
 */
public final class Comparison {

    /**
     * How long the runs of one model took, in milliseconds.
     *
     * @param least over all runs
     * @param median over all runs
     * @param leastCpu processor time of the calling thread, which does all the work where there is one thread only;
     *     unlike the others it does not count the time that other programs took
     */
    public record Times(double least, double median, Optional<Double> leastCpu, Optional<Double> medianCpu) {}

    /**
     * What was found.
     *
     * @param agreement of the second's masks and logits with the first's
     * @param first times of the first
     * @param second times of the second
     */
    public record Result(Report agreement, Times first, Times second, long firstBytes, long secondBytes) {}

    private Comparison() {}

    /**
     * Compares two models whose cards name the same classes and input size.
     *
     * @param threads that ONNX Runtime may use inside an operator
     * @param rounds how often each model runs on each picture, after once to warm up
     * @throws IllegalArgumentException if there are no pictures, or the models are not of one kind
     * @throws SegmentationException if ONNX Runtime fails
     */
    public static Result of(Path first, Path second, List<Frame> pictures, int threads, int rounds) throws IOException {
        ModelProto a = OnnxFile.read(first);
        ModelProto b = OnnxFile.read(second);
        ModelCard card = OnnxFile.card(a, first.toString());
        ModelCard other = OnnxFile.card(b, second.toString());
        requireComparable(first, card, second, other);
        try (Model one = new Model(first, a, card, threads);
                Model two = new Model(second, b, other, threads)) {
            Differences differences = new Differences(card.classes().size());
            for (Frame picture : pictures) {
                one.take(picture);
                two.take(picture);
                differences.add(one.logits(), two.logits(), two.mask());
                for (int round = 0; round <= rounds; round++) {
                    boolean counts = round > 0;
                    Model earlier = round % 2 == 0 ? one : two; // neither always runs in the other's wake
                    earlier.run(counts);
                    (earlier.equals(one) ? two : one).run(counts);
                }
            }
            return new Result(
                    differences.report(),
                    one.times(threads == 1),
                    two.times(threads == 1),
                    Files.size(first),
                    Files.size(second));
        } catch (OrtException e) {
            throw new SegmentationException("%s or %s: %s".formatted(first, second, e.getMessage()), e);
        }
    }

    private static void requireComparable(Path first, ModelCard card, Path second, ModelCard other) {
        List<String> faults = new ArrayList<>();
        if (card.classes().size() != other.classes().size()) {
            faults.add("%d and %d classes"
                    .formatted(card.classes().size(), other.classes().size()));
        }
        if (card.input().width() != other.input().width()
                || card.input().height() != other.input().height()) {
            faults.add("inputs of %dx%d and %dx%d"
                    .formatted(
                            card.input().width(),
                            card.input().height(),
                            other.input().width(),
                            other.input().height()));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("%s and %s cannot be compared: they have %s; export both alike"
                    .formatted(first, second, String.join(", ", faults)));
        }
    }

    /** A model file with its times so far. What it computes is asked of a second session, which gives logits, too. */
    private static final class Model implements AutoCloseable {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final ModelCard card;
        private final OrtEnvironment environment = OnnxEnvironment.get();
        private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        private final OrtSession timed;
        private final OrtSession shown;
        private final List<Double> wall = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();
        private byte[] pixels = new byte[0];

        Model(Path file, ModelProto model, ModelCard card, int threads) throws OrtException {
            this.card = card;
            options.setIntraOpNumThreads(threads);
            GraphProto graph = model.getGraph();
            boolean hasLogits = card.outputs() instanceof ModelCard.LogitsOutput
                    || graph.getNodeList().stream()
                            .anyMatch(node -> node.getOutputList().contains(SegmentationGraph.LOGITS));
            if (!hasLogits) {
                throw new IllegalArgumentException(
                        "%s: nothing in it is called '%s'; compare models that were exported by maskwright"
                                .formatted(file, SegmentationGraph.LOGITS));
            }
            timed = environment.createSession(model.toByteArray(), options);
            shown = environment.createSession(Parity.withLogits(model).toByteArray(), options);
        }

        void take(Frame picture) {
            pixels = Parity.stretched(picture, card.input());
        }

        void run(boolean counts) throws OrtException {
            try (OnnxTensor input = input()) {
                Map<String, OnnxTensor> inputs = Map.of(card.input().name(), input);
                long cpuBefore = THREADS.getCurrentThreadCpuTime();
                long before = System.nanoTime();
                timed.run(inputs).close();
                if (counts) {
                    wall.add((System.nanoTime() - before) / 1e6);
                    cpu.add((THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e6);
                }
            }
        }

        float[] logits() throws OrtException {
            try (OnnxTensor input = input();
                    OrtSession.Result result = shown.run(Map.of(card.input().name(), input))) {
                return Parity.logits(result);
            }
        }

        byte[] mask() throws OrtException {
            try (OnnxTensor input = input();
                    OrtSession.Result result = shown.run(Map.of(card.input().name(), input))) {
                return Parity.mask(result, card);
            }
        }

        Times times(boolean oneThread) {
            return new Times(
                    least(wall),
                    median(wall),
                    oneThread ? Optional.of(least(cpu)) : Optional.empty(),
                    oneThread ? Optional.of(median(cpu)) : Optional.empty());
        }

        private OnnxTensor input() throws OrtException {
            return Parity.input(environment, card.input(), pixels, Parity.normalized(pixels, card.normalization()));
        }

        private static double least(List<Double> times) {
            return times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        }

        private static double median(List<Double> times) {
            double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            return sorted.length == 0
                    ? Double.NaN
                    : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }

        @Override
        public void close() throws OrtException {
            timed.close();
            shown.close();
            options.close();
        }
    }
}
