package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.kernel.ChannelPadding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes of a graph compute in int8, and which values therefore have 256 levels.
 *
 * <p>It starts with the layers that own weights: convolutions and large matrix products. The nodes between them follow
 * (sums, concatenations, pooling, resizing, rectifiers), so that numbers stay int8 from layer to layer: converting them
 * to floats and back costs more than the int8 product saves. A node follows only if all its inputs come from int8 and
 * its output is read by int8 again; the ends of the graph stay float.
 */
final class Plan {

    /** Matrix products with fewer weights than this gain nothing. */
    private static final int LEAST_MATRIX = 4096;

    /** Their outputs are within the range of their inputs, so both can share one scale. */
    private static final Set<String> KEEPING_SCALE = Set.of(
            "MaxPool",
            "Resize",
            "Transpose",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Slice",
            "DepthToSpace",
            "SpaceToDepth");

    /** Their outputs have other ranges than their inputs. */
    private static final Set<String> RESCALING = Set.of("Add", "Concat", "AveragePool", "GlobalAveragePool");

    /** A layer with weights, and why it stays float if it does. */
    record Candidate(NodeProto node, Optional<String> obstacle) {}

    private final GraphIndex index;
    private final Set<String> layers = new LinkedHashSet<>();
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Set<String> values = new LinkedHashSet<>();
    private final Map<String, String> scaleOf = new HashMap<>();

    private Plan(GraphIndex index) {
        this.index = index;
    }

    /** Plans for all layers that can be quantised, except the named ones. */
    static Plan of(GraphProto graph, Set<String> excluded) {
        GraphIndex index = new GraphIndex(graph);
        Plan plan = new Plan(index);
        for (Candidate candidate : candidates(graph)) {
            String name = candidate.node().getName();
            if (candidate.obstacle().isEmpty() && !excluded.contains(name)) {
                plan.layers.add(name);
            }
        }
        plan.follow(graph);
        plan.noteValues(graph);
        return plan;
    }

    /** The layers with weights in the order of the graph. */
    static List<Candidate> candidates(GraphProto graph) {
        GraphIndex index = new GraphIndex(graph);
        List<Candidate> candidates = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            if (Nodes.is(node, "Conv")) {
                candidates.add(new Candidate(node, obstacle(node, index)));
            } else if (Nodes.is(node, "MatMul") || Nodes.is(node, "Gemm")) {
                Optional<TensorProto> weight = index.constant(node.getInput(1));
                if (weight.isPresent()) { // a product of two computed values is not a layer
                    candidates.add(new Candidate(node, obstacle(node, index)));
                }
            }
        }
        return candidates;
    }

    private static Optional<String> obstacle(NodeProto node, GraphIndex index) {
        Optional<TensorProto> weight = index.constant(node.getInput(1));
        if (weight.isEmpty()) {
            return Optional.of("its weight is computed by node %s"
                    .formatted(index.producer(node.getInput(1))
                            .map(NodeProto::getName)
                            .orElse(node.getInput(1))));
        }
        if (!Constants.isFloat32(weight.get())) {
            return Optional.of("its weight is not float32; export the model in float32");
        }
        if (index.constant(node.getInput(0)).isPresent()) {
            return Optional.of("its input is constant");
        }
        String bias = Nodes.input(node, 2);
        if (!bias.isEmpty() && index.constant(bias).filter(Constants::isFloat32).isEmpty()) {
            return Optional.of("its bias is not a float32 constant");
        }
        if (Nodes.is(node, "Conv")) {
            boolean isSumOfPlanes = Constants.size(weight.get()) == weight.get().getDims(1) && isOnes(weight.get());
            return isSumOfPlanes ? Optional.of("it only sums its input") : Optional.empty();
        }
        if (weight.get().getDimsCount() != 2 || Constants.size(weight.get()) < LEAST_MATRIX) {
            return Optional.of("it has too few weights to gain");
        }
        boolean isPlainGemm = Nodes.number(node, "alpha", 1) == 1
                && Nodes.number(node, "beta", 1) == 1
                && Nodes.integer(node, "transA", 0) == 0;
        return isPlainGemm ? Optional.empty() : Optional.of("it scales or transposes its input");
    }

    private static boolean isOnes(TensorProto weight) {
        for (float value : Constants.floats(weight)) {
            if (value != 1) {
                return false;
            }
        }
        return true;
    }

    private void follow(GraphProto graph) {
        Set<String> fromInt8 = new HashSet<>();
        Set<String> following = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            boolean follows =
                    !layers.contains(node.getName()) && canFollow(node) && fromInt8.containsAll(dataInputs(node));
            if (follows) {
                following.add(node.getName());
            }
            if (follows || layers.contains(node.getName())) {
                fromInt8.add(node.getOutput(0));
            }
        }
        Set<String> toInt8 = new HashSet<>();
        List<NodeProto> backwards = new ArrayList<>(graph.getNodeList());
        Collections.reverse(backwards);
        for (NodeProto node : backwards) {
            boolean isLayer = layers.contains(node.getName());
            boolean endsByRectifier = isRectifier(node)
                    && index.producer(node.getInput(0))
                            .map(before -> layers.contains(before.getName()) && !isMatrixProduct(before))
                            .orElse(false);
            boolean ends = endsByRectifier || ChannelPadding.isSlice(node);
            if (isLayer || (following.contains(node.getName()) && (ends || toInt8.contains(node.getOutput(0))))) {
                nodes.add(node.getName());
                toInt8.addAll(dataInputs(node));
            }
        }
    }

    /** Whether ONNX Runtime has a form of the node that reads and writes int8. */
    private boolean canFollow(NodeProto node) {
        String operator = node.getOpType();
        if (isRectifier(node)) {
            return true;
        }
        if (!node.getDomain().isEmpty()
                || node.getOutputList().stream()
                                .filter(output -> !output.isEmpty())
                                .count()
                        > 1) {
            return false;
        }
        if (operator.equals("Resize")) {
            return !Nodes.text(node, "mode", "nearest").equals("cubic");
        }
        boolean readsConstants = dataInputs(node).stream()
                .anyMatch(value -> index.constant(value).isPresent());
        return !readsConstants && (KEEPING_SCALE.contains(operator) || RESCALING.contains(operator));
    }

    /**
     * Whether a node clips a value that nothing else reads at 0. If that value's levels begin at 0, the node is not
     * needed, because numbers outside the levels are clipped anyway.
     */
    boolean isRectifier(NodeProto node) {
        boolean cuts = Nodes.is(node, "Relu") || (Nodes.is(node, "Clip") && cutsAtZero(node));
        return cuts
                && index.isReadOnce(node.getInput(0))
                && index.producer(node.getInput(0))
                        .map(before -> Nodes.is(before, "Conv")
                                || Nodes.is(before, "Gemm")
                                || Nodes.is(before, "MatMul")
                                || Nodes.is(before, "Add"))
                        .orElse(false);
    }

    /** Whether it clips at exactly 0; the upper end is where its levels end, because nothing larger was observed. */
    private boolean cutsAtZero(NodeProto clip) {
        Optional<TensorProto> least = index.constant(Nodes.input(clip, 1)).filter(Constants::isFloat32);
        boolean byInput = least.isPresent() && Constants.floats(least.get())[0] == 0;
        return byInput
                || Nodes.attribute(clip, "min").map(min -> min.getF() == 0).orElse(false);
    }

    private static boolean isMatrixProduct(NodeProto node) {
        return Nodes.is(node, "MatMul") || Nodes.is(node, "Gemm");
    }

    /** The data inputs of a node, without its weights and sizes. */
    static List<String> dataInputs(NodeProto node) {
        return Nodes.is(node, "Add") || Nodes.is(node, "Concat") ? node.getInputList() : List.of(node.getInput(0));
    }

    private void noteValues(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            if (!nodes.contains(node.getName())) {
                continue;
            }
            List<String> inputs = isRectifier(node) ? List.of() : dataInputs(node);
            values.addAll(inputs);
            String output = result(node);
            if (!isRectifier(node) && givesLevels(node)) {
                values.add(output);
            }
            if (KEEPING_SCALE.contains(node.getOpType())) {
                scaleOf.put(output, scaleOf(node.getInput(0)));
            }
        }
    }

    /** Whether a node computes in int8. */
    boolean isQuantized(NodeProto node) {
        return nodes.contains(node.getName());
    }

    /**
     * Whether a node that computes in int8 also outputs int8: all do, except matrix products that only float nodes
     * read.
     */
    boolean givesLevels(NodeProto node) {
        return !isMatrixProduct(node) || index.consumers(result(node)).stream().anyMatch(this::isQuantized);
    }

    /** The rectifier that a node absorbs. */
    Optional<NodeProto> rectifier(NodeProto node) {
        List<NodeProto> readers = index.consumers(node.getOutput(0));
        return readers.size() == 1 && isQuantized(readers.get(0)) && isRectifier(readers.get(0))
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    /** The output value of a node, after its rectifier. */
    String result(NodeProto node) {
        return rectifier(node).orElse(node).getOutput(0);
    }

    /** The layers that compute in int8. */
    Set<String> layers() {
        return layers;
    }

    /** All nodes that compute in int8. */
    Set<String> nodes() {
        return nodes;
    }

    /** The values that have levels. */
    Set<String> values() {
        return values;
    }

    /** The value whose scale this one has. */
    String scaleOf(String value) {
        return Objects.requireNonNull(scaleOf.getOrDefault(value, value));
    }

    /** The values that share a scale, by the one that it is named after. */
    Map<String, List<String>> scales() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String value : values) {
            groups.computeIfAbsent(scaleOf(value), name -> new ArrayList<>()).add(value);
        }
        return groups;
    }
}
