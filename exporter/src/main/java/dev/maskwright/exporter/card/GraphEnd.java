package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.quantize.GraphIndex;
import dev.maskwright.exporter.quantize.Nodes;
import java.util.Optional;
import java.util.Set;

/**
 * The operator that an output comes from, whatever its shape and type became.
 *
 * @param operator empty where nothing is known of it
 * @param source what it computes on
 * @param isResized whether the result was resized afterwards
 */
record GraphEnd(String operator, String source, boolean isResized) {

    /** Operators after which numbers of pixels still mean what they meant before. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Reshape",
            "Slice",
            "DequantizeLinear",
            "QuantizeLinear");

    private static final Set<String> RESIZING = Set.of("Resize", "Upsample");

    static GraphEnd of(String output, GraphIndex index) {
        boolean isResized = false;
        String value = output;
        Optional<NodeProto> maker = index.producer(value);
        while (maker.isPresent()) {
            NodeProto node = maker.get();
            boolean resizes = RESIZING.contains(node.getOpType());
            if (!resizes && !PASSING.contains(node.getOpType())) {
                return new GraphEnd(node.getOpType(), Nodes.input(node, 0), isResized);
            }
            isResized |= resizes;
            value = Nodes.input(node, 0);
            maker = index.producer(value);
        }
        return new GraphEnd("", value, isResized);
    }

    boolean isSoftmax() {
        return operator.equals("Softmax");
    }

    boolean isSigmoid() {
        return operator.equals("Sigmoid") || operator.equals("HardSigmoid");
    }

    /** Whether its numbers are ids: it chooses the highest, or compares with a threshold. */
    boolean isChoice() {
        return operator.equals("ArgMax") || operator.startsWith("Greater") || operator.startsWith("Less");
    }
}
