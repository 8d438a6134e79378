package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a graph does with its input before its first layer.
 *
 * @param normalizes whether it subtracts or divides by constants
 * @param takesBytes whether these constants are for pixels of 0..255
 */
record GraphBegin(boolean normalizes, boolean takesBytes) {

    private static final Set<String> PASSING =
            Set.of("Identity", "Cast", "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Resize", "Pad");

    private static final Set<String> ARITHMETIC = Set.of("Sub", "Add", "Mul", "Div");

    /** Upper limit of constants for pixels of 0..1, and of factors for pixels of 0..255. */
    private static final float LARGEST_UNIT = 8;

    private static final float LARGEST_FACTOR_OF_BYTES = 0.1f;

    static GraphBegin of(String input, GraphIndex index) {
        boolean normalizes = false;
        boolean takesBytes = false;
        String value = input;
        Set<String> seen = new HashSet<>(); // nodes of a damaged graph may feed each other
        while (seen.add(value) && reader(value, index).isPresent()) {
            NodeProto node = reader(value, index).get();
            if (node.getOpType().equals("BatchNormalization") && !normalizes) {
                return new GraphBegin(true, hasFactorsOfBytes(node, index));
            }
            Optional<TensorProto> constant = constant(node, index);
            boolean isArithmetic = ARITHMETIC.contains(node.getOpType()) && constant.isPresent();
            if (!isArithmetic && !PASSING.contains(node.getOpType())) {
                break;
            }
            if (isArithmetic) {
                takesBytes |= !normalizes && isOfBytes(node, Constants.floats(constant.get()));
                normalizes = true;
            }
            value = node.getOutput(0);
        }
        return new GraphBegin(normalizes, takesBytes);
    }

    private static Optional<NodeProto> reader(String value, GraphIndex index) {
        List<NodeProto> readers = index.consumers(value);
        return readers.size() == 1 ? Optional.of(readers.get(0)) : Optional.empty();
    }

    private static Optional<TensorProto> constant(NodeProto node, GraphIndex index) {
        return index.constant(Nodes.input(node, 1))
                .or(() -> index.constant(Nodes.input(node, 0)))
                .filter(Constants::isFloating)
                .filter(constant -> Constants.size(constant) <= 3);
    }

    /** Whether a norm before the first layer divides by as much as pixels of 0..255 require. */
    private static boolean hasFactorsOfBytes(NodeProto norm, GraphIndex index) {
        Optional<float[]> scale = index.constant(Nodes.input(norm, 1)).map(Constants::floats);
        Optional<float[]> variance = index.constant(Nodes.input(norm, 4)).map(Constants::floats);
        double largest = 0;
        for (int i = 0; scale.isPresent() && variance.isPresent() && i < scale.get().length; i++) {
            largest = Math.max(largest, Math.abs(scale.get()[i]) / Math.sqrt(variance.get()[i] + 1e-5));
        }
        return largest > 0 && largest < LARGEST_FACTOR_OF_BYTES;
    }

    /** Whether the first step is for pixels of 0..255, judging by its numbers. */
    private static boolean isOfBytes(NodeProto node, float[] numbers) {
        float largest = 0;
        for (float number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        return node.getOpType().equals("Mul") ? largest < LARGEST_FACTOR_OF_BYTES : largest > LARGEST_UNIT;
    }
}
