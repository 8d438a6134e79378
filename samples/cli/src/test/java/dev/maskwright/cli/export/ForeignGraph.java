package dev.maskwright.cli.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * ONNX graphs with the ends that tools of others give them, node by node. Between the ends stands one convolution that
 * tells background (black), red, green and blue apart, for pixels of 0..1 whatever was subtracted and divided by.
 */
final class ForeignGraph {

    private static final float[] COLOURS = {0, 0, 0, 40, -40, -40, -40, 40, -40, -40, -40, 40};

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("foreign");
    private int values;

    /** The input; {@code null} for a free size. */
    String input(String name, DataType type, Object... shape) {
        graph.addInput(value(name, type, shape));
        return name;
    }

    void output(String name, String from, DataType type, Object... shape) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(from).addOutput(name));
        graph.addOutput(value(name, type, shape));
    }

    /** A node with one output, whose name is returned. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = operator.toLowerCase(Locale.ROOT) + "_" + values++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    String node(String operator, String input, AttributeProto... attributes) {
        return node(operator, List.of(input), attributes);
    }

    /** Scores (N, 4, H / stride, W / stride) of planes (N, 3, H, W) that are (pixel - mean) / std. */
    String colours(String planes, float mean, float std, int stride) {
        float[] weights = COLOURS.clone();
        float[] bias = new float[4];
        for (int k = 0; k < 4; k++) {
            for (int c = 0; c < 3; c++) {
                bias[k] += weights[3 * k + c] * mean;
                weights[3 * k + c] *= std;
            }
        }
        return node(
                "Conv",
                List.of(planes, constant(weights, 4, 3, 1, 1), constant(bias, 4)),
                ints("strides", stride, stride));
    }

    /** How red a pixel is: a logit (N, 1, H, W) of planes of 0..1. */
    String red(String planes) {
        return node(
                "Conv", List.of(planes, constant(new float[] {12, -6, -6}, 1, 3, 1, 1), constant(new float[] {-6}, 1)));
    }

    String constant(float[] numbers, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        String name = "weight_" + values++;
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes.array()));
        for (long size : shape) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return name;
    }

    static AttributeProto integer(String name, long number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(number)
                .build();
    }

    static AttributeProto ints(String name, long... numbers) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long number : numbers) {
            attribute.addInts(number);
        }
        return attribute.build();
    }

    String channelsFirst(String pixels) {
        return node("Transpose", pixels, ints("perm", 0, 3, 1, 2));
    }

    String channelsLast(String planes) {
        return node("Transpose", planes, ints("perm", 0, 2, 3, 1));
    }

    String cast(String from, DataType type) {
        return node("Cast", from, integer("to", type.getNumber()));
    }

    String argmax(String scores, boolean keepsChannel) {
        return node("ArgMax", scores, integer("axis", 1), integer("keepdims", keepsChannel ? 1 : 0));
    }

    private static ValueInfoProto value(String name, DataType type, Object... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        for (Object size : shape) {
            if (size instanceof Integer number) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(number);
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimParam(String.valueOf(size));
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, model().toByteArray());
    }

    /** With its weights in a file beside it, as PyTorch's newer exporter writes it. */
    Path writeWithExternalData(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".data");
        int offset = 0;
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            byte[] bytes = tensor.getRawData().toByteArray();
            if (offset == 0) {
                Files.write(beside, new byte[0]);
            }
            Files.write(beside, bytes, StandardOpenOption.APPEND);
            tensor.clearRawData()
                    .setDataLocation(DataLocation.EXTERNAL)
                    .addExternalData(entry("location", beside.getFileName().toString()))
                    .addExternalData(entry("offset", String.valueOf(offset)))
                    .addExternalData(entry("length", String.valueOf(bytes.length)));
            offset += bytes.length;
        }
        return write(file);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
