package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Float16;
import dev.maskwright.models.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph under construction. Each node has one output, which has the node's name; every node is checked against
 * the table of operators when it is added. Not thread-safe.
 */
public final class OnnxGraph {

    /** An optional input that is omitted before one that is given. */
    static final String ABSENT = "";

    private final Opset opset;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> values = new HashSet<>();

    public OnnxGraph(String name, Opset opset) {
        this.opset = opset;
        graph.setName(name);
    }

    /** The operators that the graph may use. */
    Opset opset() {
        return opset;
    }

    /**
     * Adds a node.
     *
     * @param inputs names of existing values
     * @return the name of its output: the node's
     * @throws IllegalArgumentException if the operator set has no such operator, it does not take these inputs or
     *     attributes, an input does not exist or the name is taken
     */
    public String node(String name, Operator operator, List<String> inputs, AttributeProto... attributes) {
        operator.check(name, opset, inputs.size(), attributes);
        for (String input : inputs) {
            if (!input.equals(ABSENT) && !values.contains(input)) {
                throw new IllegalArgumentException("node %s: there is no value '%s' yet".formatted(name, input));
            }
        }
        claim(name);
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator.onnxName())
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    /** Adds an input; dimensions are numbers or the names of sizes that are known when the graph runs. */
    String input(String name, DataType type, List<Object> dimensions) {
        claim(name);
        graph.addInput(value(name, type, dimensions));
        return name;
    }

    /** Makes a value an output; dimensions as in {@link #input}. */
    void output(String name, DataType type, List<Object> dimensions) {
        graph.addOutput(value(name, type, dimensions));
    }

    /**
     * Adds the values of a parameter, stored as half precision where that is the tensor's type and as float32
     * otherwise.
     *
     * @return its name
     */
    String initializer(String name, Tensor tensor) {
        boolean half = tensor.type() == Tensor.Type.F16;
        ByteBuffer bytes =
                ByteBuffer.allocate(tensor.values().length * (half ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : tensor.values()) {
            if (half) {
                bytes.putShort(Float16.toBits(value));
            } else {
                bytes.putFloat(value);
            }
        }
        claim(name);
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType((half ? DataType.FLOAT16 : DataType.FLOAT).getNumber())
                .setRawData(ByteString.copyFrom(bytes.flip()));
        tensor.shape().sizes().forEach(proto::addDims);
        graph.addInitializer(proto);
        return name;
    }

    /** A vector of integers; the same values share one constant. */
    String integers(long... numbers) {
        String name = "int64" + Arrays.toString(numbers);
        if (values.add(name)) {
            TensorProto.Builder proto = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(DataType.INT64.getNumber())
                    .addDims(numbers.length);
            for (long number : numbers) {
                proto.addInt64Data(number);
            }
            graph.addInitializer(proto);
        }
        return name;
    }

    /** A vector of numbers; the same values share one constant. */
    String floats(float... numbers) {
        String name = "float" + Arrays.toString(numbers);
        if (values.add(name)) {
            TensorProto.Builder proto = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(DataType.FLOAT.getNumber())
                    .addDims(numbers.length);
            for (float number : numbers) {
                proto.addFloatData(number);
            }
            graph.addInitializer(proto);
        }
        return name;
    }

    /** A vector of numbers in half precision; the same values share one constant. */
    String halves(float... numbers) {
        String name = "float16" + Arrays.toString(numbers);
        return values.contains(name)
                ? name
                : initializer(name, new Tensor(Tensor.Type.F16, Shape.of(numbers.length), numbers));
    }

    GraphProto toProto() {
        return graph.build();
    }

    private void claim(String name) {
        if (!values.add(name)) {
            throw new IllegalArgumentException("node %s: there is already a value of this name".formatted(name));
        }
    }

    private static ValueInfoProto value(String name, DataType type, List<Object> dimensions) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        for (Object dimension : dimensions) {
            Dimension.Builder proto = tensor.getShapeBuilder().addDimBuilder();
            if (dimension instanceof Integer size) {
                proto.setDimValue(size);
            } else {
                proto.setDimParam((String) dimension);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
