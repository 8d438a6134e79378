package dev.maskwright.exporter.onnx;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The shapes of a network's values at one input size, or at several if the size is dynamic.
 *
 * <p>Why several sizes are enough: windows divide sizes by their strides, and because the input is a multiple of the
 * network's stride, each step of the input by that stride moves a value's height by the same amount. A height is thus
 * {@code a * m + b} for the input of {@code m} strides, and what holds for two of those holds for all. Four are
 * checked, to detect a network that claims too small a stride.
 */
final class ValueShapes {

    private static final int[] MULTIPLES = {2, 3, 4, 5};

    private final List<Map<String, Shape>> samples;

    private ValueShapes(List<Map<String, Shape>> samples) {
        this.samples = samples;
    }

    static ValueShapes of(Network network, InputSize size) {
        if (size instanceof InputSize.Fixed fixed) {
            return new ValueShapes(List.of(shapes(network, fixed.width(), fixed.height())));
        }
        if (network.hasOneSize()) {
            throw new IllegalArgumentException("%s takes images of one size only; export it for %dx%d"
                    .formatted(network.architecture(), network.stride(), network.stride()));
        }
        return new ValueShapes(IntStream.of(MULTIPLES)
                .mapToObj(multiple -> shapes(network, multiple * network.stride(), multiple * network.stride()))
                .toList());
    }

    /** Whether a value is a map {@code (N, C, H, W)}, by its four dimensions. */
    boolean isMap(String value) {
        return shape(samples.get(0), value).rank() == 4;
    }

    /** The channels of a map {@code (N, C, H, W)}. */
    int channels(String map) {
        return shape(samples.get(0), map).size(1);
    }

    /** The width of tokens {@code (N, L, C)}, or of one head. */
    int width(String tokens) {
        return shape(samples.get(0), tokens).size(-1);
    }

    /** The size of a dimension, if it is the same for every input. */
    OptionalInt fixedSize(String value, int dimension) {
        return common(sample -> shape(sample, value).size(dimension));
    }

    /**
     * The factor by which a dimension of {@code to} is larger than that of {@code from}, if it is an integer for every
     * input.
     */
    OptionalInt factor(String from, String to, int dimension) {
        return common(sample -> {
            int smaller = shape(sample, from).size(dimension);
            int larger = shape(sample, to).size(dimension);
            return larger % smaller == 0 ? larger / smaller : 0;
        });
    }

    private interface Question {
        /** The factor at one input size; 0 for none. */
        int answer(Map<String, Shape> sample);
    }

    private OptionalInt common(Question question) {
        int[] answers = samples.stream().mapToInt(question::answer).distinct().toArray();
        return answers.length == 1 && answers[0] > 0 ? OptionalInt.of(answers[0]) : OptionalInt.empty();
    }

    private static Shape shape(Map<String, Shape> sample, String value) {
        return Objects.requireNonNull(sample.get(value));
    }

    private static Map<String, Shape> shapes(Network network, int width, int height) {
        return network.shapes(Shape.of(1, network.inputChannels(), height, width));
    }
}
