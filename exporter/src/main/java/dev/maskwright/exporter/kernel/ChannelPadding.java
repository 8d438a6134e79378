package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a convolution more output channels, whose weights are zero, in a float graph. The result stays the same, in
 * int8 to the bit: convolutions that read the added channels have zero weights for them, depthwise ones pass them on,
 * and any other reader gets a slice without them.
 */
public final class ChannelPadding {

    private static final String PADDED = "/padded";

    /** Operators with one input that work channel by channel, with any number of channels. */
    private static final Set<String> BY_CHANNEL =
            Set.of("Relu", "Clip", "LeakyRelu", "MaxPool", "AveragePool", "GlobalAveragePool");

    private final GraphIndex index;
    private final NodeProto first;
    /** Layers that get more input and output channels; the first one only more outputs. */
    private final Set<String> wider = new LinkedHashSet<>();
    /** Layers that only get more input channels. */
    private final Set<String> readers = new LinkedHashSet<>();
    /** Values that get more channels, in the order of the graph, and whether some reader needs them without. */
    private final Map<String, Boolean> values = new LinkedHashMap<>();

    private ChannelPadding(NodeProto first, GraphIndex index) {
        this.first = first;
        this.index = index;
        follow();
    }

    /**
     * The graph with wider convolutions.
     *
     * @param channels number of output channels by the name of the convolution; those that already have as many, or do
     *     not exist, are ignored
     */
    public static GraphProto of(GraphProto graph, Map<String, Integer> channels) {
        GraphProto padded = graph;
        for (NodeProto node : graph.getNodeList()) {
            Integer to = channels.get(node.getName());
            if (to != null) {
                padded = of(padded, node.getName(), to);
            }
        }
        return channels.isEmpty() ? graph : GraphIndex.withoutUnused(padded);
    }

    private static GraphProto of(GraphProto graph, String convolution, int to) {
        GraphIndex index = new GraphIndex(graph);
        NodeProto node = graph.getNodeList().stream()
                .filter(one -> one.getName().equals(convolution))
                .findFirst()
                .orElseThrow();
        return at(node, index)
                .filter(padding -> padding.channels() < to)
                .map(padding -> padding.write(graph, to))
                .orElse(graph);
    }

    /** What padding a convolution would affect; empty if it cannot be padded. */
    static Optional<ChannelPadding> at(NodeProto node, GraphIndex index) {
        return isDense(node, index) ? Optional.of(new ChannelPadding(node, index)) : Optional.empty();
    }

    /** The original name of a padded value or of its slice. */
    public static String original(String value) {
        return value.endsWith(PADDED) ? value.substring(0, value.length() - PADDED.length()) : value;
    }

    /** Whether a node is the slice that removes the added channels. */
    public static boolean isSlice(NodeProto node) {
        return Nodes.is(node, "Slice") && node.getInput(0).endsWith(PADDED);
    }

    /** The convolution and the depthwise ones after it. */
    Set<String> wider() {
        return wider;
    }

    /** The convolutions that read the added channels. */
    Set<String> readers() {
        return readers;
    }

    private void follow() {
        wider.add(first.getName());
        Deque<String> open = new ArrayDeque<>(List.of(first.getOutput(0)));
        while (!open.isEmpty()) {
            String value = open.remove();
            boolean isReadAsItWas = index.isPinned(value);
            for (NodeProto reader : index.consumers(value)) {
                if (isDense(reader, index) && isOnlyData(reader, value)) {
                    readers.add(reader.getName());
                } else if (takesAlong(reader, value)) {
                    if (Nodes.is(reader, "Conv")) {
                        wider.add(reader.getName());
                    }
                    open.add(reader.getOutput(0));
                } else {
                    isReadAsItWas = true;
                }
            }
            values.put(value, isReadAsItWas);
        }
    }

    private boolean takesAlong(NodeProto node, String value) {
        boolean hasOneOutput = node.getOutputCount() == 1;
        if (!hasOneOutput || !isOnlyData(node, value)) {
            return false;
        }
        boolean isByScale = Nodes.is(node, "Resize")
                && index.constant(Nodes.input(node, 2))
                        .filter(scales -> Constants.isFloat32(scales) && Constants.size(scales) == 4)
                        .filter(scales -> Constants.floats(scales)[1] == 1)
                        .isPresent();
        return isByScale
                || (node.getDomain().isEmpty() && BY_CHANNEL.contains(node.getOpType()))
                || isDepthwise(node, index);
    }

    private static boolean isOnlyData(NodeProto node, String value) {
        return node.getInputList().indexOf(value) == 0 && node.getInputList().lastIndexOf(value) == 0;
    }

    private static boolean isDense(NodeProto node, GraphIndex index) {
        return hasWeights(node, index) && Nodes.integer(node, "group", 1) == 1;
    }

    private static boolean isDepthwise(NodeProto node, GraphIndex index) {
        long groups = Nodes.integer(node, "group", 1);
        return hasWeights(node, index)
                && groups > 1
                && index.constant(node.getInput(1))
                        .filter(weight -> weight.getDims(0) == groups && weight.getDims(1) == 1)
                        .isPresent();
    }

    private static boolean hasWeights(NodeProto node, GraphIndex index) {
        String bias = Nodes.input(node, 2);
        return Nodes.is(node, "Conv")
                && index.constant(node.getInput(1))
                        .filter(weight -> Constants.isFloat32(weight) && weight.getDimsCount() == 4)
                        .isPresent()
                && (bias.isEmpty()
                        || index.constant(bias).filter(Constants::isFloat32).isPresent());
    }

    private GraphProto write(GraphProto graph, int to) {
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        List<TensorProto> constants = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        values.forEach((value, isReadAsItWas) -> names.put(value, isReadAsItWas ? value + PADDED : value));
        for (NodeProto node : graph.getNodeList()) {
            String output = node.getOutput(0);
            boolean isWider = wider.contains(node.getName());
            NodeProto.Builder written = node.toBuilder();
            if (isWider || readers.contains(node.getName())) {
                weights(node, written, to, constants);
            }
            String made = names.get(output);
            if (made != null) {
                written.setOutput(0, made);
            }
            String read = names.get(Nodes.input(node, 0));
            if (read != null && (made != null || readers.contains(node.getName()))) {
                written.setInput(0, read);
            }
            changed.addNode(written);
            if (made != null && !made.equals(output)) {
                changed.addNode(slice(made, output));
            }
        }
        String base = first.getName() + PADDED;
        constants.add(Constants.ofLongs(base + "/begin", 0));
        constants.add(Constants.ofLongs(base + "/end", channels()));
        constants.add(Constants.ofLongs(base + "/axis", 1));
        return changed.addAllInitializer(constants).build();
    }

    private NodeProto slice(String from, String to) {
        String base = first.getName() + PADDED;
        return Nodes.of("Slice", to + "/slice", List.of(from, base + "/begin", base + "/end", base + "/axis"))
                .toBuilder()
                .setOutput(0, to)
                .build();
    }

    private long channels() {
        return index.constant(first.getInput(1)).orElseThrow().getDims(0);
    }

    private void weights(NodeProto node, NodeProto.Builder written, int to, List<TensorProto> constants) {
        TensorProto weight = index.constant(node.getInput(1)).orElseThrow();
        boolean isWider = wider.contains(node.getName());
        boolean isFirst = node.getName().equals(first.getName());
        boolean readsMore = readers.contains(node.getName());
        List<Long> sizes = new ArrayList<>(weight.getDimsList());
        if (isWider) {
            sizes.set(0, (long) to);
        }
        if (readsMore) {
            sizes.set(1, (long) to);
        }
        String base = node.getName() + PADDED + (isFirst ? "/out" : "/in"); // one layer may be padded for both
        constants.add(Constants.ofFloats(base + "/weight", sizes, padded(weight, sizes)));
        written.setInput(1, base + "/weight");
        String bias = Nodes.input(node, 2);
        if (isWider && !bias.isEmpty()) {
            TensorProto biases = index.constant(bias).orElseThrow();
            List<Long> length = List.of((long) to);
            constants.add(Constants.ofFloats(base + "/bias", length, padded(biases, length)));
            written.setInput(2, base + "/bias");
        }
        if (isWider && !isFirst) {
            written.clearAttribute();
            for (AttributeProto attribute : node.getAttributeList()) {
                boolean isGroup = attribute.getName().equals("group");
                written.addAttribute(isGroup ? Nodes.attribute("group", to) : attribute);
            }
        }
    }

    /** Embeds the numbers in a larger block of zeros; the first two dimensions may be larger. */
    private static float[] padded(TensorProto tensor, List<Long> sizes) {
        float[] from = Constants.floats(tensor);
        long[] before = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        int columns = before.length > 1 ? (int) before[1] : 1;
        int wide = sizes.size() > 1 ? sizes.get(1).intValue() : 1;
        int taps = from.length / (int) before[0] / columns;
        float[] to = new float[sizes.get(0).intValue() * wide * taps];
        for (int row = 0; row < before[0]; row++) {
            System.arraycopy(from, row * columns * taps, to, row * wide * taps, columns * taps);
        }
        return to;
    }
}
