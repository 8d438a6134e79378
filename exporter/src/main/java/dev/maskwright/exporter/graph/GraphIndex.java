package dev.maskwright.exporter.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the node that produces and the nodes that read each value of a graph. */
public final class GraphIndex {

    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();
    private final Set<String> readInside = new HashSet<>();

    public GraphIndex(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(value -> producers.put(value, node));
            node.getInputList().forEach(value -> consumers
                    .computeIfAbsent(value, name -> new ArrayList<>())
                    .add(node));
            noteSubgraphs(node);
        }
        graph.getInitializerList().forEach(constant -> constants.put(constant.getName(), constant));
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    }

    /** Branches and loops read values of the enclosing graph. */
    private void noteSubgraphs(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            List<GraphProto> graphs = new ArrayList<>(attribute.getGraphsList());
            if (attribute.hasG()) {
                graphs.add(attribute.getG());
            }
            for (GraphProto graph : graphs) {
                graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(readInside::add);
                for (NodeProto inner : graph.getNodeList()) {
                    readInside.addAll(inner.getInputList());
                    noteSubgraphs(inner);
                }
            }
        }
    }

    /** The node that produces a value; empty for inputs and constants of the graph. */
    public Optional<NodeProto> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /**
     * The value that another one was before some operators, followed from first input to first input. In a damaged
     * graph, where nodes feed each other, it is any of theirs.
     */
    public String before(String value, Set<String> operators) {
        String before = value;
        for (int steps = 0; steps < producers.size(); steps++) {
            NodeProto maker = producers.get(before);
            if (maker == null || !operators.contains(maker.getOpType())) {
                return before;
            }
            before = Nodes.input(maker, 0);
        }
        return before;
    }

    /** The nodes that read a value; a node that reads it twice is listed twice. */
    public List<NodeProto> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    public Optional<TensorProto> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** Whether a value must keep its name: it is an output, or a branch or loop reads it. */
    public boolean isPinned(String value) {
        return outputs.contains(value) || readInside.contains(value);
    }

    /** Whether nothing but this one reading of a value needs it. */
    public boolean isReadOnce(String value) {
        return consumers(value).size() == 1 && !isPinned(value);
    }

    /**
     * Removes nodes and constants that nothing reads, and the stored shapes of values, which are those of the graph
     * before.
     */
    public static GraphProto withoutUnused(GraphProto graph) {
        GraphIndex index = new GraphIndex(graph);
        Set<String> read = new HashSet<>();
        List<NodeProto> kept = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(value -> read.contains(value) || index.isPinned(value))) {
                kept.add(0, node);
                read.addAll(node.getInputList());
            }
        }
        GraphProto.Builder changed = graph.toBuilder()
                .clearNode()
                .addAllNode(kept)
                .clearInitializer()
                .clearValueInfo();
        graph.getInitializerList().stream()
                .filter(constant -> read.contains(constant.getName()) || index.isPinned(constant.getName()))
                .forEach(changed::addInitializer);
        return changed.build();
    }
}
