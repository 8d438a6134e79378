package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An input or output of a graph.
 *
 * @param shape -1 for dynamic sizes
 */
record GraphValue(String name, DataType type, List<Long> shape) {

    static final long ANY = -1;

    GraphValue {
        shape = List.copyOf(shape);
    }

    static GraphValue of(ValueInfoProto info) {
        TypeProto.Tensor tensor = info.getType().getTensorType();
        DataType type = DataType.forNumber(tensor.getElemType());
        return new GraphValue(
                info.getName(),
                type == null ? DataType.UNDEFINED : type,
                tensor.getShape().getDimList().stream().map(GraphValue::size).toList());
    }

    private static long size(Dimension dimension) {
        // ONNX Runtime also takes a 0 literally
        return dimension.hasDimValue() && dimension.getDimValue() >= 0 ? dimension.getDimValue() : ANY;
    }

    int rank() {
        return shape.size();
    }

    long size(int dimension) {
        return shape.get(dimension);
    }

    GraphValue withShape(List<Long> newShape) {
        return new GraphValue(name, type, newShape);
    }

    boolean isWhole() {
        return switch (type) {
            case UINT8, INT8, UINT16, INT16, INT32, INT64, UINT32, UINT64, BOOL -> true;
            default -> false;
        };
    }

    /** Whether ONNX Runtime returns its numbers to Java. */
    boolean isReadable() {
        return switch (type) {
            case FLOAT, FLOAT16, DOUBLE, UINT8, INT8, INT16, INT32, INT64, BOOL -> true;
            default -> false;
        };
    }

    String typeName() {
        return type == DataType.FLOAT ? "float32" : type.name().toLowerCase(Locale.ROOT);
    }

    /** As {@code logits float32 (1, 21, ?, ?)}. */
    @Override
    public String toString() {
        if (type == DataType.UNDEFINED) {
            return name + ", which is not a tensor";
        }
        if (shape.isEmpty()) {
            return "%s %s of unknown shape".formatted(name, typeName());
        }
        return "%s %s (%s)"
                .formatted(
                        name,
                        typeName(),
                        shape.stream()
                                .map(size -> size == ANY ? "?" : String.valueOf(size))
                                .collect(Collectors.joining(", ")));
    }
}
