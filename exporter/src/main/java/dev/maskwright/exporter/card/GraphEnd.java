package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.Optional;
import java.util.Set;

/**
 * The operator that an output comes from, whatever its shape and type became.
 *
 * @param operator empty where nothing is known of it
 * @param source what it computes on
 */
record GraphEnd(String operator, String source) {

    /** Operators after which numbers of pixels still mean what they meant before. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Clip",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Reshape",
            "Slice",
            "Resize",
            "Upsample",
            "DequantizeLinear",
            "QuantizeLinear");

    static GraphEnd of(String output, GraphIndex index) {
        String value = output;
        Optional<NodeProto> maker = index.producer(value);
        while (maker.isPresent()) {
            NodeProto node = maker.get();
            if (!PASSING.contains(node.getOpType())) {
                return new GraphEnd(node.getOpType(), Nodes.input(node, 0));
            }
            value = Nodes.input(node, 0);
            maker = index.producer(value);
        }
        return new GraphEnd("", value);
    }

    boolean isSoftmax() {
        return operator.equals("Softmax");
    }

    boolean isSigmoid() {
        return operator.equals("Sigmoid") || operator.equals("HardSigmoid");
    }

    /** Whether its numbers are ids: it chooses the highest, or compares with a threshold. */
    boolean isChoice() {
        return operator.equals("ArgMax") || isComparison();
    }

    /** Whether it is true or false: foreground or not. */
    boolean isComparison() {
        return operator.startsWith("Greater") || operator.startsWith("Less");
    }
}
