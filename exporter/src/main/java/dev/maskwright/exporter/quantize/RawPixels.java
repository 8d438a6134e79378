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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the first convolution read the bytes of pictures. They already have 256 levels; if normalised first, they would
 * be converted to floats and then to other, coarser levels.
 *
 * <p>With {@code a} and {@code b} of each channel, {@code W (a p + b)} is {@code (a W) p + W b}. The second term is not
 * a bias, because the zeros that the convolution pads with stand for {@code a p + b = 0}. So it becomes the weight of a
 * fourth channel, which is 255 everywhere: {@code W b / 255}. Padding with {@code p = 0} makes all four channels vanish
 * there, as before.
 */
final class RawPixels {

    private static final int ONE = 255;

    /** The nodes between a graph's bytes and its first convolution. */
    private record Head(NodeProto cast, NodeProto transpose, NodeProto scaled, NodeProto shifted, NodeProto conv) {}

    private RawPixels() {}

    /** The first convolution, if it can read bytes: if the graph begins like the {@code pixels} form. */
    static Optional<String> reader(GraphProto graph) {
        return head(graph, new GraphIndex(graph)).map(head -> head.conv().getName());
    }

    /** The same graph with the normalisation in its first convolution, if that can read bytes. */
    static GraphProto of(GraphProto graph) {
        GraphIndex index = new GraphIndex(graph);
        Optional<Head> found = head(graph, index);
        if (found.isEmpty()) {
            return graph;
        }
        Head head = found.get();
        float[] factors = constant(head.scaled(), index).map(Constants::floats).orElseThrow();
        float[] shifts = constant(head.shifted(), index).map(Constants::floats).orElseThrow();
        TensorProto weight = index.constant(head.conv().getInput(1)).orElseThrow();
        List<Long> sizes = new ArrayList<>(weight.getDimsList());
        sizes.set(1, 4L);
        String name = head.conv().getName() + "/pixels";
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        Map<String, NodeProto> replaced = new HashMap<>();
        replaced.put(
                head.cast().getName(),
                head.cast().toBuilder()
                        .setInput(0, name)
                        .setOutput(0, name + "/float")
                        .build());
        replaced.put(
                head.transpose().getName(),
                head.transpose().toBuilder()
                        .setInput(0, name + "/float")
                        .setOutput(0, name + "/planes")
                        .build());
        replaced.put(
                head.conv().getName(),
                head.conv().toBuilder()
                        .setInput(0, name + "/planes")
                        .setInput(1, name + "/weight")
                        .build());
        changed.addNode(Nodes.of("Pad", name, List.of(head.cast().getInput(0), name + "/pads", name + "/one")));
        for (NodeProto node : graph.getNodeList()) {
            if (!node.equals(head.scaled()) && !node.equals(head.shifted())) {
                changed.addNode(replaced.getOrDefault(node.getName(), node));
            }
        }
        changed.addInitializer(
                Constants.ofLongs(name + "/pads", 0, 0, 0, 0, 0, 0, 0, 1)); // (N, H, W, 3) -> (N, H, W, 4)
        changed.addInitializer(Constants.ofBytes(name + "/one", DataType.UINT8, List.of(), new byte[] {(byte) ONE}));
        changed.addInitializer(
                Constants.ofFloats(name + "/weight", sizes, weights(Constants.floats(weight), sizes, factors, shifts)));
        return GraphIndex.withoutUnused(changed.build());
    }

    private static float[] weights(float[] weights, List<Long> sizes, float[] factors, float[] shifts) {
        int taps = (int) (sizes.get(2) * sizes.get(3));
        float[] wider = new float[weights.length / 3 * 4];
        for (int output = 0; output < sizes.get(0); output++) {
            for (int tap = 0; tap < taps; tap++) {
                double constant = 0;
                for (int channel = 0; channel < 3; channel++) {
                    float weight = weights[(output * 3 + channel) * taps + tap];
                    wider[(output * 4 + channel) * taps + tap] = weight * factors[channel];
                    constant += (double) weight * shifts[channel];
                }
                wider[(output * 4 + 3) * taps + tap] = (float) (constant / ONE);
            }
        }
        return wider;
    }

    private static boolean isBytes(ValueInfoProto input) {
        return input.getType().getTensorType().getElemType() == DataType.UINT8.getNumber();
    }

    private static Optional<Head> head(GraphProto graph, GraphIndex index) {
        return graph.getInputList().stream()
                .filter(RawPixels::isBytes)
                .flatMap(input -> head(input.getName(), index).stream())
                .findFirst();
    }

    private static Optional<Head> head(String input, GraphIndex index) {
        Optional<NodeProto> cast = reader(input, "Cast", index);
        Optional<NodeProto> transpose = cast.flatMap(node -> reader(node.getOutput(0), "Transpose", index))
                .filter(node -> Nodes.attribute(node, "perm")
                        .filter(perm -> perm.getIntsList().equals(Arrays.asList(0L, 3L, 1L, 2L)))
                        .isPresent());
        Optional<NodeProto> scaled = transpose
                .flatMap(node -> reader(node.getOutput(0), "Mul", index))
                .filter(node -> isPerChannel(node, index));
        Optional<NodeProto> shifted = scaled.flatMap(node -> reader(node.getOutput(0), "Add", index))
                .filter(node -> isPerChannel(node, index));
        return shifted.flatMap(node -> reader(node.getOutput(0), "Conv", index))
                .filter(conv -> index.constant(conv.getInput(1))
                        .filter(weight ->
                                Constants.isFloat32(weight) && weight.getDimsCount() == 4 && weight.getDims(1) == 3)
                        .isPresent())
                .map(conv -> new Head(
                        cast.orElseThrow(),
                        transpose.orElseThrow(),
                        scaled.orElseThrow(),
                        shifted.orElseThrow(),
                        conv));
    }

    private static Optional<NodeProto> reader(String value, String operator, GraphIndex index) {
        return index.isReadOnce(value)
                ? index.consumers(value).stream()
                        .filter(node -> Nodes.is(node, operator))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isPerChannel(NodeProto node, GraphIndex index) {
        return constant(node, index)
                .filter(Constants::isFloat32)
                .filter(constant -> constant.getDimsList().equals(Arrays.asList(3L, 1L, 1L))
                        || constant.getDimsList().equals(Arrays.asList(1L, 3L, 1L, 1L)))
                .isPresent();
    }

    private static Optional<TensorProto> constant(NodeProto node, GraphIndex index) {
        return index.constant(node.getInput(1)).or(() -> index.constant(node.getInput(0)));
    }

    /** The bytes from which a value is made by a cast to float and a transposition; empty if it is made differently. */
    static Optional<String> bytes(String value, GraphIndex index) {
        return index.producer(value)
                .filter(node -> Nodes.is(node, "Transpose"))
                .flatMap(node -> index.producer(node.getInput(0)))
                .filter(node -> Nodes.is(node, "Cast"))
                .map(node -> node.getInput(0))
                .filter(bytes -> index.producer(bytes)
                        .filter(node ->
                                Nodes.is(node, "Pad") && node.getOutput(0).endsWith("/pixels"))
                        .isPresent());
    }
}
