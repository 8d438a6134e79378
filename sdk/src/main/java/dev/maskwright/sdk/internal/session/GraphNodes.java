package dev.maskwright.sdk.internal.session;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The operators that produce the values of a graph, which ONNX Runtime's Java API does not expose. They are read from
 * the file, a Protocol Buffers message; weights are skipped.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for field numbers
 */
final class GraphNodes {

    private static final int INPUT_OF_NODE = 1;
    private static final int OUTPUT_OF_NODE = 2;
    private static final int OPERATOR_OF_NODE = 4;

    /** Operators that do not change what the numbers of pixels mean. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Clip",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Reshape",
            "Resize",
            "Upsample",
            "Slice",
            "DequantizeLinear",
            "QuantizeLinear");

    private record Node(String operator, String input) {}

    private final Map<String, Node> makers = new HashMap<>(); // by the first output

    private GraphNodes() {}

    /** Reads a model; one that cannot be read has no nodes, since the engine reports what is wrong with it. */
    static GraphNodes of(ModelData data) {
        GraphNodes nodes = new GraphNodes();
        try {
            GraphParts.NODES.of(data, nodes::add);
            return nodes;
        } catch (IOException e) {
            return new GraphNodes();
        }
    }

    /** The operator that a value comes from, ignoring changes of shape and type; empty if unknown. */
    String operator(String value) {
        Node maker = makers.get(value);
        for (int steps = 0; maker != null && PASSING.contains(maker.operator()) && steps < makers.size(); steps++) {
            maker = makers.get(maker.input());
        }
        return maker == null ? "" : maker.operator();
    }

    private void add(MessageReader reader, long length) throws IOException {
        String[] texts = new String[OPERATOR_OF_NODE + 1]; // by field, the first of each
        reader.message(length, (field, size) -> {
            boolean isText = field == INPUT_OF_NODE || field == OUTPUT_OF_NODE || field == OPERATOR_OF_NODE;
            if (isText && texts[field] == null) {
                texts[field] = reader.text(size);
            } else {
                reader.skip(size);
            }
        });
        if (texts[OUTPUT_OF_NODE] != null && texts[OPERATOR_OF_NODE] != null) {
            String input = texts[INPUT_OF_NODE] == null ? "" : texts[INPUT_OF_NODE];
            makers.put(texts[OUTPUT_OF_NODE], new Node(texts[OPERATOR_OF_NODE], input));
        }
    }
}
