package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts the graph of any tool to the form that is quantised: each node has a unique name, constants are initializers
 * in float32 and not inputs, computation is in float32, no node passes its input through unchanged, and batch norms are
 * folded into the convolutions before them. Each step is a function from graph to graph that does not change what the
 * graph computes.
 */
public final class Preparation {

    private Preparation() {}

    /** All steps in order. */
    static GraphProto of(GraphProto graph) {
        GraphProto prepared = withNodeNames(graph);
        prepared = withConstantsAsInitializers(prepared);
        prepared = SinglePrecision.of(prepared);
        prepared = withoutConstantCasts(prepared);
        prepared = withoutIdentities(prepared);
        prepared = FoldedBatchNorms.of(prepared);
        return GraphIndex.withoutUnused(prepared);
    }

    /** Names nodes after their first output if they have no name, or that of another node. */
    static GraphProto withNodeNames(GraphProto graph) {
        GraphProto.Builder named = graph.toBuilder().clearNode();
        Set<String> names = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            String name = node.getName();
            if (name.isEmpty() || names.contains(name)) {
                name = node.getOutput(0);
            }
            while (!names.add(name)) {
                name += "/again";
            }
            named.addNode(node.toBuilder().setName(name));
        }
        return named.build();
    }

    /**
     * Turns {@code Constant} nodes into initializers, and removes initializers from the inputs, so that callers cannot
     * replace them.
     */
    public static GraphProto withConstantsAsInitializers(GraphProto graph) {
        GraphProto.Builder changed = graph.toBuilder().clearNode().clearInput();
        for (NodeProto node : graph.getNodeList()) {
            Optional<TensorProto> constant = Nodes.is(node, "Constant") ? constant(node) : Optional.empty();
            if (constant.isPresent()) {
                changed.addInitializer(constant.get());
            } else {
                changed.addNode(node);
            }
        }
        Set<String> constants = new HashSet<>();
        changed.getInitializerList().forEach(constant -> constants.add(constant.getName()));
        graph.getInputList().stream()
                .filter(input -> !constants.contains(input.getName()))
                .forEach(changed::addInput);
        return changed.build();
    }

    private static Optional<TensorProto> constant(NodeProto node) {
        String name = node.getOutput(0);
        AttributeProto attribute = node.getAttribute(0);
        return switch (attribute.getName()) {
            case "value" ->
                Optional.of(attribute.getT().toBuilder().setName(name).build());
            case "value_float" -> Optional.of(Constants.scalar(name, attribute.getF()));
            case "value_floats" -> {
                float[] values = new float[attribute.getFloatsCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = attribute.getFloats(i);
                }
                yield Optional.of(Constants.ofFloats(name, List.of((long) values.length), values));
            }
            case "value_int" ->
                Optional.of(Constants.ofLongs(name, attribute.getI()).toBuilder()
                        .clearDims()
                        .build());
            case "value_ints" ->
                Optional.of(Constants.ofLongs(
                        name,
                        attribute.getIntsList().stream()
                                .mapToLong(Long::longValue)
                                .toArray()));
            default -> Optional.empty(); // strings and sparse tensors stay nodes
        };
    }

    /** Constants that are cast to float32, as those stored in half precision are, become float32 themselves. */
    static GraphProto withoutConstantCasts(GraphProto graph) {
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(constant -> constants.put(constant.getName(), constant));
        for (NodeProto node : graph.getNodeList()) {
            @Nullable TensorProto constant = constants.get(Nodes.input(node, 0));
            if (constant != null
                    && Nodes.is(node, "Cast")
                    && Constants.isFloating(constant)
                    && Nodes.integer(node, "to", 0) == DataType.FLOAT.getNumber()) {
                TensorProto folded =
                        Constants.ofFloats(node.getOutput(0), constant.getDimsList(), Constants.floats(constant));
                constants.put(folded.getName(), folded);
                changed.addInitializer(folded);
            } else {
                changed.addNode(node);
            }
        }
        return changed.build();
    }

    /**
     * Removes {@code Identity} and {@code Dropout}. Of the two names of such a value, the one that callers know is
     * kept, or else the later one, which is how a graph names its outputs.
     */
    static GraphProto withoutIdentities(GraphProto graph) {
        GraphProto changed = graph;
        for (NodeProto node : graph.getNodeList()) {
            boolean passes = Nodes.is(node, "Identity")
                    || (Nodes.is(node, "Dropout")
                            && Nodes.input(node, 2).isEmpty()
                            && (node.getOutputCount() < 2 || node.getOutput(1).isEmpty()));
            if (passes) {
                changed = withoutIdentity(changed, node.getName());
            }
        }
        return changed;
    }

    private static GraphProto withoutIdentity(GraphProto graph, String name) {
        GraphIndex index = new GraphIndex(graph);
        NodeProto node = graph.getNodeList().stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        String before = node.getInput(0);
        String after = node.getOutput(0);
        boolean isMade = index.producer(before).isPresent() && !index.isPinned(before);
        if (!isMade && index.isPinned(after)) {
            return graph; // an input or constant that is also an output: there is nothing to rename
        }
        Map<String, String> names = isMade ? Map.of(before, after) : Map.of(after, before);
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        for (NodeProto other : graph.getNodeList()) {
            if (!other.getName().equals(name)) {
                changed.addNode(renamed(other, names));
            }
        }
        return changed.build();
    }

    /** The same node with other names of values. */
    static NodeProto renamed(NodeProto node, Map<String, String> names) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            changed.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            changed.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
        }
        return changed.build();
    }
}
