package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Writes a planned graph with standard operators: every value that has levels passes through {@code QuantizeLinear} and
 * {@code DequantizeLinear}, and weights are stored as int8 followed by a {@code DequantizeLinear}. Runtimes replace an
 * operator between such nodes with its int8 version; if they do not, the graph computes the same in float.
 *
 * <p>A value keeps its name, which is that of the dequantised float, so outputs and float readers see no difference.
 * Weights are int8, symmetric, by output channel; values are uint8 with the level of 0 anywhere; biases are int32 with
 * the scale of the sums that they are added to.
 */
final class QdqWriter {

    private static final String FLOAT = "/float";
    private static final String LEVELS = "/uint8";
    private static final String DEQUANTIZED = "/dequantized";

    private final GraphProto from;
    private final GraphIndex index;
    private final Plan plan;
    private final Map<String, Range> ranges;
    private final int largestLevel;
    private final Set<String> shifted;
    private final BiasCorrection correction;
    private final GraphProto.Builder to;
    private final Set<String> written = new HashSet<>();

    /** The shift of a layer's mean output from rounding its weights, given statistics of its input. */
    @FunctionalInterface
    interface BiasCorrection {
        /**
         * Corrects the biases by the average shift of the layer's output.
         *
         * @param taps the number of weights for one input channel and one output channel
         */
        void correct(NodeProto layer, float[] weights, int taps, WeightLevels levels, float[] biases);
    }

    private QdqWriter(
            GraphProto from,
            Plan plan,
            Map<String, Range> ranges,
            int largestLevel,
            Set<String> shifted,
            BiasCorrection correction) {
        this.from = from;
        this.index = new GraphIndex(from);
        this.plan = plan;
        this.ranges = ranges;
        this.largestLevel = largestLevel;
        this.shifted = shifted;
        this.correction = correction;
        this.to = from.toBuilder().clearNode();
    }

    /**
     * Writes a graph.
     *
     * @param ranges of {@link Plan#scales} by name
     * @param largestLevel of a weight
     * @param shifted layers whose weights have zero point 1, and so lose a level if they have 8 bits
     */
    static GraphProto write(
            GraphProto from,
            Plan plan,
            Map<String, Range> ranges,
            int largestLevel,
            Set<String> shifted,
            BiasCorrection correction) {
        return new QdqWriter(from, plan, ranges, largestLevel, shifted, correction).write();
    }

    private GraphProto write() {
        for (ValueInfoProto input : from.getInputList()) {
            quantizeFloat(input.getName());
        }
        for (NodeProto node : from.getNodeList()) {
            if (!plan.isQuantized(node)) {
                reader(node);
                node.getOutputList().forEach(this::quantizeFloat);
            } else if (!plan.isRectifier(node)) {
                quantized(node);
            }
        }
        return GraphIndex.withoutUnused(to.build());
    }

    /**
     * A node that stays float. A node that reads only the shape, or the index of the largest number, gets the same from
     * the levels; so the whole map need not be converted to floats for these.
     */
    private void reader(NodeProto node) {
        String value = Nodes.input(node, 0);
        boolean readsLevels = plan.values().contains(value) && isInt8(value);
        OptionalInt channels = readsLevels ? channelsRead(node) : OptionalInt.empty();
        if (channels.isPresent()) {
            leftFloat(node, channels.getAsInt());
        } else if (readsLevels && (Nodes.is(node, "Shape") || Nodes.is(node, "ArgMax"))) {
            to.addNode(node.toBuilder().setInput(0, value + LEVELS));
        } else if (readsLevels && Nodes.is(node, "ReduceMax")) {
            String largest = node.getOutput(0);
            to.addNode(node.toBuilder().setInput(0, value + LEVELS).setOutput(0, largest + LEVELS));
            to.addNode(Nodes.of(
                            "DequantizeLinear",
                            largest + "/dequantize",
                            List.of(largest + LEVELS, step(value), zero(value)))
                    .toBuilder()
                    .setOutput(0, largest));
        } else {
            to.addNode(node);
        }
    }

    /**
     * A layer with weights between int8 ones. If its neighbours have scalar scales, ONNX Runtime quantises its weights
     * itself, with one scale for all channels; since it does not do so with a scale for each channel, such scales keep
     * the layer float.
     */
    private void leftFloat(NodeProto node, int channels) {
        String value = node.getInput(0);
        String name = node.getName() + "/input";
        float[] steps = new float[channels];
        Arrays.fill(steps, range(value).step());
        byte[] zeros = new byte[channels];
        Arrays.fill(zeros, (byte) range(value).zeroPoint());
        List<Long> perChannel = List.of((long) channels);
        to.addInitializer(Constants.ofFloats(name + "/step", perChannel, steps));
        to.addInitializer(Constants.ofBytes(name + "/zero", DataType.UINT8, perChannel, zeros));
        to.addNode(Nodes.of(
                "DequantizeLinear",
                name,
                List.of(value + LEVELS, name + "/step", name + "/zero"),
                Nodes.attribute("axis", 1)));
        to.addNode(node.toBuilder().setInput(0, name));
    }

    /** The number of input channels of a layer whose weights ONNX Runtime might quantise; empty for other nodes. */
    private OptionalInt channelsRead(NodeProto node) {
        Optional<TensorProto> weight = index.constant(Nodes.input(node, 1)).filter(tensor -> tensor.getDimsCount() > 1);
        if (weight.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean isTransposed = Nodes.integer(node, "transB", 0) == 1;
        return switch (node.getOpType()) {
            case "Conv" -> OptionalInt.of((int) (weight.get().getDims(1) * Nodes.integer(node, "group", 1)));
            case "ConvTranspose" -> OptionalInt.of((int) weight.get().getDims(0));
            case "Gemm" -> OptionalInt.of((int) weight.get().getDims(isTransposed ? 1 : 0));
            default -> OptionalInt.empty();
        };
    }

    /** Gives levels to a value that is computed in float; its float readers still read the float. */
    private void quantizeFloat(String value) {
        if (plan.values().contains(value)) {
            Optional<String> bytes = RawPixels.bytes(value, index);
            if (bytes.isPresent()) {
                NodeProto transpose = index.producer(value).orElseThrow();
                to.addNode(transpose.toBuilder()
                        .setName(value + LEVELS)
                        .setInput(0, bytes.get())
                        .setOutput(0, value + LEVELS));
            } else {
                levels(value, value);
            }
            dequantized(value + DEQUANTIZED, value);
        }
    }

    private void quantized(NodeProto node) {
        NodeProto.Builder changed = node.toBuilder();
        List<String> data = Plan.dataInputs(node);
        for (int i = 0; i < data.size(); i++) {
            changed.setInput(i, floatOf(node.getInput(i)));
        }
        if (plan.layers().contains(node.getName())) {
            weights(node, changed);
        }
        String result = plan.result(node);
        Optional<Enlargement> enlargement = Enlargement.of(node, index);
        if (enlargement.isPresent()) {
            enlargement.get().constants(result + LEVELS).forEach(to::addInitializer);
            to.addAllNode(enlargement.get().nodes(node.getInput(0) + LEVELS, result + LEVELS));
            dequantized(result, result);
        } else if (plan.givesLevels(node)) {
            changed.setOutput(0, result + FLOAT);
            to.addNode(changed);
            if (plan.rectifier(node).isPresent() && range(result).zeroPoint() != 0) {
                throw new IllegalStateException("%s clips at 0, but its levels begin below".formatted(result));
            }
            levels(result, result + FLOAT);
            dequantized(result, result);
        } else {
            to.addNode(changed);
        }
    }

    private String floatOf(String value) {
        return isInt8(value) ? value : value + DEQUANTIZED;
    }

    /** Whether a value is computed as levels, so that its float is derived from them and not vice versa. */
    private boolean isInt8(String value) {
        return index.producer(value).map(plan::isQuantized).orElse(false);
    }

    private void levels(String value, String from) {
        to.addNode(Nodes.of("QuantizeLinear", value + LEVELS, List.of(from, step(value), zero(value))));
    }

    private void dequantized(String name, String value) {
        to.addNode(
                Nodes.of("DequantizeLinear", value + "/dequantize", List.of(value + LEVELS, step(value), zero(value)))
                        .toBuilder()
                        .setOutput(0, name));
    }

    private String step(String value) {
        String name = plan.scaleOf(value) + "/step";
        if (written.add(name)) {
            to.addInitializer(Constants.scalar(name, range(value).step()));
        }
        return name;
    }

    private String zero(String value) {
        String name = plan.scaleOf(value) + "/zero";
        if (written.add(name)) {
            to.addInitializer(Constants.ofBytes(name, DataType.UINT8, List.of(), new byte[] {
                (byte) range(value).zeroPoint()
            }));
        }
        return name;
    }

    private Range range(String value) {
        return Objects.requireNonNull(ranges.get(plan.scaleOf(value)), value);
    }

    private void weights(NodeProto node, NodeProto.Builder changed) {
        TensorProto weight = index.constant(node.getInput(1)).orElseThrow();
        float[] weights = Constants.floats(weight);
        float inputStep = range(node.getInput(0)).step();
        int axis = axis(node);
        int channels = (int) weight.getDims(axis);
        int stride = 1;
        for (int i = axis + 1; i < weight.getDimsCount(); i++) {
            stride *= (int) weight.getDims(i);
        }
        Optional<float[]> bias = index.constant(Nodes.input(node, 2)).map(Constants::floats);
        float[] biases = bias.orElseGet(() -> new float[Nodes.is(node, "Conv") ? channels : 0]);
        int zero = shifted.contains(node.getName()) ? 1 : 0;
        int largest = Math.min(largestLevel, Byte.MAX_VALUE - zero);
        WeightLevels levels = WeightLevels.of(weights, channels, stride, largest, biases, inputStep);
        int taps = 1;
        for (int i = 2; i < weight.getDimsCount(); i++) {
            taps *= (int) weight.getDims(i);
        }
        correction.correct(node, weights, taps, levels, biases);
        boolean hasBias = false;
        for (float number : biases) {
            hasBias |= number != 0;
        }
        String name = node.getName() + "/weight";
        List<Long> perChannel = List.of((long) channels);
        byte[] zeros = new byte[channels];
        Arrays.fill(zeros, (byte) zero);
        to.addInitializer(
                Constants.ofBytes(name + "/int8", DataType.INT8, weight.getDimsList(), levels.levelsAbove(zero)));
        to.addInitializer(Constants.ofFloats(name + "/step", perChannel, levels.scales()));
        to.addInitializer(Constants.ofBytes(name + "/zero", DataType.INT8, perChannel, zeros));
        to.addNode(Nodes.of(
                "DequantizeLinear",
                name,
                List.of(name + "/int8", name + "/step", name + "/zero"),
                Nodes.attribute("axis", axis)));
        changed.setInput(1, name);
        if (hasBias) {
            bias(node, changed, levels, biases, inputStep);
        }
    }

    private void bias(NodeProto node, NodeProto.Builder changed, WeightLevels levels, float[] biases, float inputStep) {
        String name = node.getName() + "/bias";
        List<Long> perChannel = List.of((long) biases.length);
        to.addInitializer(Constants.ofInts(name + "/int32", perChannel, levels.biases(biases, inputStep)));
        to.addInitializer(Constants.ofFloats(name + "/step", perChannel, levels.biasScales(inputStep)));
        to.addInitializer(Constants.ofInts(name + "/zero", perChannel, new int[biases.length]));
        to.addNode(Nodes.of(
                "DequantizeLinear",
                name,
                List.of(name + "/int32", name + "/step", name + "/zero"),
                Nodes.attribute("axis", 0)));
        List<String> inputs = new ArrayList<>(changed.getInputList().subList(0, 2));
        inputs.add(name);
        changed.clearInput().addAllInput(inputs);
    }

    /** The dimension of a weight for output channels. */
    private static int axis(NodeProto node) {
        boolean isColumns =
                Nodes.is(node, "MatMul") || (Nodes.is(node, "Gemm") && Nodes.integer(node, "transB", 0) == 0);
        return isColumns ? 1 : 0;
    }
}
