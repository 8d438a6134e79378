package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ScoresOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs two model files alternately on the same pictures, to measure how much their masks and logits differ, and which
 * is faster by how much. On a busy machine only the ratio of two times is meaningful, and only if both were measured
 * alternately.
 */
public final class Comparison {

    /**
     * The times of the runs of one model, in milliseconds.
     *
     * @param least over all runs
     * @param median over all runs
     * @param leastCpu processor time of the calling thread, which does all the work if there is only one thread; unlike
     *     the others it does not include the time that other programs took
     */
    public record Times(double least, double median, Optional<Double> leastCpu, Optional<Double> medianCpu) {}

    /**
     * The result of a comparison.
     *
     * @param agreement of the second's masks and logits with the first's; logits are not compared if one of the two
     *     does not give them, or gives them in another size
     * @param classes how well the masks agree on each class, by id
     * @param first times of the first
     * @param second times of the second
     */
    public record Result(
            Report agreement,
            List<ClassAgreement> classes,
            Times first,
            Times second,
            long firstBytes,
            long secondBytes) {

        public Result {
            classes = List.copyOf(classes);
        }
    }

    private Comparison() {}

    /**
     * Compares two models whose cards name the same classes. Their forms, input sizes and mask sizes may differ: masks
     * of two sizes are compared at the size of the picture.
     *
     * @param threads that ONNX Runtime may use inside an operator
     * @param rounds how often each model runs on each picture, after one run to warm up
     * @throws IllegalArgumentException if there are no pictures, or the models have different classes
     * @throws ModelFormatException if a file is not a model with a card
     * @throws SegmentationException if ONNX Runtime fails
     */
    public static Result of(Path first, Path second, List<Frame> pictures, int threads, int rounds) throws IOException {
        ModelProto a = OnnxFile.read(first);
        ModelProto b = OnnxFile.read(second);
        ModelCard card = OnnxFile.card(a, first);
        ModelCard other = OnnxFile.card(b, second);
        requireSameClasses(first, card, second, other);
        try (Model one = new Model(first, a, card, threads);
                Model two = new Model(second, b, other, threads)) {
            int classes = card.classes().size();
            Differences differences = new Differences(classes);
            ClassCounts pixels = new ClassCounts(classes);
            for (Frame picture : pictures) {
                one.take(picture);
                two.take(picture);
                Shown x = one.show();
                Shown y = two.show();
                compare(differences, pixels, x, y, picture);
                for (int round = 0; round <= rounds; round++) {
                    boolean counts = round > 0;
                    Model earlier = round % 2 == 0 ? one : two; // neither always runs right after the other
                    earlier.run(counts);
                    (earlier.equals(one) ? two : one).run(counts);
                }
            }
            return new Result(
                    differences.report(Tolerance.FLOAT32),
                    card.classes().stream()
                            .map(label -> pixels.of(label.id(), label.name()))
                            .toList(),
                    one.times(threads == 1),
                    two.times(threads == 1),
                    OnnxFile.size(first),
                    OnnxFile.size(second));
        }
    }

    private static void compare(Differences differences, ClassCounts pixels, Shown x, Shown y, Frame picture) {
        boolean sameSize = x.mask().hasSizeOf(y.mask());
        if (sameSize && x.logits().length > 0 && x.logits().length == y.logits().length) {
            differences.addLogits(x.logits(), y.logits());
        }
        int[] a = (sameSize ? x.mask() : x.mask().resizedTo(picture.width(), picture.height())).ids();
        int[] b = (sameSize ? y.mask() : y.mask().resizedTo(picture.width(), picture.height())).ids();
        differences.addMasks(a, b);
        for (int i = 0; i < a.length; i++) {
            pixels.add(a[i], b[i]);
        }
    }

    private static void requireSameClasses(Path first, ModelCard card, Path second, ModelCard other) {
        List<String> names = card.classes().stream().map(ClassLabel::name).toList();
        List<String> others = other.classes().stream().map(ClassLabel::name).toList();
        String fault = "";
        if (names.size() != others.size()) {
            fault = "they have %d and %d classes".formatted(names.size(), others.size());
        } else if (!names.equals(others)) {
            int id = IntStream.range(0, names.size())
                    .filter(i -> !names.get(i).equals(others.get(i)))
                    .findFirst()
                    .orElseThrow();
            fault = "class %d is '%s' in one and '%s' in the other".formatted(id, names.get(id), others.get(id));
        }
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("%s and %s cannot be compared: %s; compare models of the same data set"
                    .formatted(first, second, fault));
        }
    }

    /** A model's output for a picture; no logits if it has none. */
    @SuppressWarnings("ArrayRecordComponent") // not compared as a whole
    private record Shown(float[] logits, ClassMap mask) {}

    /** A model file with its times so far. Its output is computed by a second session, which also gives logits. */
    private static final class Model implements AutoCloseable {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final ModelCard card;
        private final GraphSession timed;
        private final GraphSession shown;
        private final Optional<String> logitsInside;
        private final PlainInput input;
        private final List<Double> wall = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();

        Model(Path file, ModelProto model, ModelCard card, int threads) {
            this.card = card;
            boolean isInside = !(card.outputs() instanceof ScoresOutput)
                    && model.getGraph().getNodeList().stream()
                            .anyMatch(node -> node.getOutputList().contains(SegmentationGraph.LOGITS));
            logitsInside = isInside ? Optional.of(SegmentationGraph.LOGITS) : Optional.empty();
            ModelProto readable = isInside ? Outputs.with(model, List.of(SegmentationGraph.LOGITS)) : model;
            GraphSessionOptions settings = GraphSessionOptions.onThreads(threads);
            timed = GraphSession.open(model.toByteArray(), file.toString(), settings);
            shown = GraphSession.open(readable.toByteArray(), file.toString(), settings);
            input = new PlainInput(card, PlainInput.batch(timed, card));
        }

        void take(Frame picture) {
            input.put(picture);
        }

        void run(boolean counts) {
            Map<String, GraphInput> inputs = Map.of(card.input().name(), input.tensor());
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            long before = System.nanoTime();
            timed.run(inputs).close();
            if (counts) {
                wall.add((System.nanoTime() - before) / 1e6);
                cpu.add((THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e6);
            }
        }

        Shown show() {
            try (GraphResult result = shown.run(Map.of(card.input().name(), input.tensor()))) {
                if (card.outputs() instanceof ScoresOutput output) {
                    PlainScores scores =
                            PlainScores.of(result, output, card.classes().size());
                    return new Shown(scores.values(), scores.mask());
                }
                float[] scores =
                        logitsInside.map(name -> ClassMap.logits(result, name)).orElse(new float[0]);
                return new Shown(scores, ClassMap.of(result, card));
            }
        }

        Times times(boolean oneThread) {
            return new Times(
                    least(wall),
                    median(wall),
                    oneThread ? Optional.of(least(cpu)) : Optional.empty(),
                    oneThread ? Optional.of(median(cpu)) : Optional.empty());
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
        public void close() {
            timed.close();
            shown.close();
        }
    }
}
