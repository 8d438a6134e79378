package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A summary of the graph of any ONNX file.
 *
 * @param opset version of the standard operators; 0 if the file does not name one
 * @param parameters elements of all initializers that are floating-point or quantised, without scales
 * @param operators how often each operator occurs, by name
 */
public record OnnxSummary(
        long opset, List<Value> inputs, List<Value> outputs, long parameters, Map<String, Integer> operators) {

    private static final Set<Integer> FLOATING =
            Set.of(DataType.FLOAT_VALUE, DataType.FLOAT16_VALUE, DataType.BFLOAT16_VALUE, DataType.DOUBLE_VALUE);

    /**
     * An input or output.
     *
     * @param type of its elements, such as {@code uint8}
     * @param shape a number, or the name of a dynamic size, for each dimension
     */
    public record Value(String name, String type, List<String> shape) {

        public Value {
            shape = List.copyOf(shape);
        }

        @Override
        public String toString() {
            return "%s: %s (%s)".formatted(name, type, String.join(", ", shape));
        }
    }

    public OnnxSummary {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
    }

    /**
     * Reads a file.
     *
     * @throws ModelFormatException if it is not an ONNX file
     */
    public static OnnxSummary of(Path file) throws IOException {
        ModelProto model = OnnxFile.read(file);
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() == 0) { // an empty file is a valid protobuf message
            throw new ModelFormatException(
                    "%s is not an ONNX file (it has no graph); export or copy it again".formatted(file));
        }
        Set<String> constants =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        return new OnnxSummary(
                model.getOpsetImportList().stream()
                        .filter(set -> set.getDomain().isEmpty())
                        .mapToLong(set -> set.getVersion())
                        .max()
                        .orElse(0),
                graph.getInputList().stream()
                        .filter(input -> !constants.contains(input.getName())) // old files also list them as inputs
                        .map(OnnxSummary::value)
                        .toList(),
                graph.getOutputList().stream().map(OnnxSummary::value).toList(),
                parameters(graph),
                graph.getNodeList().stream().collect(Collectors.toMap(NodeProto::getOpType, node -> 1, Integer::sum)));
    }

    private static long parameters(GraphProto graph) {
        Set<String> levels = new HashSet<>();
        Set<String> scales = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            boolean toFloat = node.getOpType().equals("DequantizeLinear");
            if (toFloat) {
                levels.add(node.getInput(0));
            }
            if (toFloat || node.getOpType().equals("QuantizeLinear")) {
                scales.add(node.getInput(1));
            }
        }
        return graph.getInitializerList().stream()
                .filter(constant -> levels.contains(constant.getName())
                        || (FLOATING.contains(constant.getDataType()) && !scales.contains(constant.getName())))
                .mapToLong(constant -> constant.getDimsList().stream().reduce(1L, (a, b) -> a * b))
                .sum();
    }

    private static Value value(ValueInfoProto info) {
        TypeProto.Tensor tensor = info.getType().getTensorType();
        DataType type = DataType.forNumber(tensor.getElemType());
        return new Value(
                info.getName(),
                type == null ? "unknown" : type.name().toLowerCase(Locale.ROOT),
                tensor.getShape().getDimList().stream()
                        .map(OnnxSummary::dimension)
                        .toList());
    }

    private static String dimension(Dimension dimension) {
        if (dimension.hasDimValue()) {
            return String.valueOf(dimension.getDimValue());
        }
        return dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam();
    }
}
