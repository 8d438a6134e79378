package dev.maskwright.sdk;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Real ONNX models that classify pixels by colour: one 1x1 convolution to the four classes background, red, green and
 * blue. The score of a colour is its channel minus the two others.
 */
public final class TinyModels {

    public static final List<ClassLabel> CLASSES = List.of(
            new ClassLabel(0, "background", "#000000"),
            new ClassLabel(1, "red", "#ff0000"),
            new ClassLabel(2, "green", "#00ff00"),
            new ClassLabel(3, "blue", "#0000ff"));

    public static final Normalization PLAIN = new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

    private static final float[] WEIGHTS = {0, 0, 0, 1, -1, -1, -1, 1, -1, -1, -1, 1};

    private TinyModels() {}

    public static ModelCard pixelsCard(int width, int height) {
        return card(
                new Input("pixels", Layout.NHWC, PixelType.UINT8, width, height, 1, true, Filter.BILINEAR, Fit.STRETCH),
                new MaskOutputs("mask", "confidence"));
    }

    /** The card for {@link #pixelsWithLogits}. */
    public static ModelCard pixelsWithLogitsCard(int width, int height, int stride) {
        return card(
                pixelsCard(width, height).input(),
                new MaskOutputs("mask", "confidence").withLogits("logits").withStride(stride));
    }

    /** The card for {@link #logits}. */
    public static ModelCard logitsCard(int width, int height, int stride) {
        return card(pixelsCard(width, height).input(), new LogitsOutput("logits", stride, false));
    }

    public static ModelCard tensorCard(int width, int height) {
        return card(
                new Input(
                        "image", Layout.NCHW, PixelType.FLOAT32, width, height, 1, true, Filter.BILINEAR, Fit.STRETCH),
                new LogitsOutput("logits"));
    }

    private static ModelCard card(Input input, ModelCard.Outputs outputs) {
        return new ModelCard(
                "tiny", "1", "colours", CLASSES, input, PLAIN, outputs, new JsonObject(), Optional.empty());
    }

    /** The {@code pixels} form; scores are on the scale 0..1 like those of the {@code tensor} form. */
    public static ModelProto.Builder pixels(String batch) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("pixels")
                .addInput(value("pixels", TensorProto.DataType.UINT8, batch, "H", "W", "3"))
                .addOutput(value("mask", TensorProto.DataType.UINT8, batch, "H", "W"))
                .addOutput(value("confidence", TensorProto.DataType.UINT8, batch, "H", "W"))
                .addInitializer(floats("scale", new float[] {255}))
                .addNode(node("Cast", "float", List.of("pixels"), attribute("to", 1)))
                .addNode(node("Div", "unit", List.of("float", "scale")))
                .addNode(node("Transpose", "image", List.of("unit"), attribute("perm", 0, 3, 1, 2)))
                .addNode(node("ArgMax", "class", List.of("logits"), attribute("axis", 1), attribute("keepdims", 0)))
                .addNode(node("Cast", "mask", List.of("class"), attribute("to", 2)))
                .addNode(node("Softmax", "shares", List.of("logits"), attribute("axis", 1)))
                .addNode(node(
                        "ReduceMax",
                        "share",
                        List.of("shares"),
                        attribute("axes", new long[] {1}),
                        attribute("keepdims", 0)))
                .addNode(node("Mul", "scaled", List.of("share", "scale")))
                .addNode(node("Round", "rounded", List.of("scaled")))
                .addNode(node("Cast", "confidence", List.of("rounded"), attribute("to", 2)));
        addColours(graph, 3, 1);
        return model(graph);
    }

    /** The {@code pixels} form with logits, and with outputs {@code stride} times smaller than its input. */
    public static ModelProto.Builder pixelsWithLogits(int stride) {
        ModelProto.Builder model = pixels("N");
        GraphProto.Builder graph = model.getGraphBuilder().clearOutput();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals("Conv")) {
                graph.getNodeBuilder(i).clearAttribute().addAttribute(attribute("strides", stride, stride));
            }
        }
        graph.addOutput(value("mask", TensorProto.DataType.UINT8, "N", "h", "w"))
                .addOutput(value("confidence", TensorProto.DataType.UINT8, "N", "h", "w"))
                .addOutput(value("logits", TensorProto.DataType.FLOAT, "N", "4", "h", "w"));
        return model;
    }

    /** The {@code logits} form: {@link #pixelsWithLogits} without masks. */
    public static ModelProto.Builder logits(int stride) {
        ModelProto.Builder model = pixelsWithLogits(stride);
        GraphProto.Builder graph = model.getGraphBuilder();
        ValueInfoProto logits = graph.getOutput(2);
        graph.clearOutput().addOutput(logits);
        return model;
    }

    /** The {@code tensor} form; its logits are {@code stride} times smaller than its input. */
    public static ModelProto.Builder tensor(int stride) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("tensor")
                .addInput(value("image", TensorProto.DataType.FLOAT, "N", "3", "H", "W"))
                .addOutput(value("logits", TensorProto.DataType.FLOAT, "N", "4", "h", "w"));
        addColours(graph, 0, stride);
        return model(graph);
    }

    /**
     * The {@code tensor} form with random weights; the logits of a pixel depend on all pixels within {@code radius}.
     */
    public static ModelProto.Builder surroundings(int radius, long seed) {
        int side = 2 * radius + 1;
        Random random = new Random(seed);
        float[] weights = new float[4 * 3 * side * side];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        TensorProto kernel = floats("weights", weights).toBuilder()
                .clearDims()
                .addAllDims(List.of(4L, 3L, (long) side, (long) side))
                .build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("surroundings")
                .addInput(value("image", TensorProto.DataType.FLOAT, "N", "3", "H", "W"))
                .addOutput(value("logits", TensorProto.DataType.FLOAT, "N", "4", "H", "W"))
                .addInitializer(kernel)
                .addNode(node(
                        "Conv",
                        "logits",
                        List.of("image", "weights"),
                        attribute("pads", radius, radius, radius, radius)));
        return model(graph);
    }

    public static Path write(ModelProto.Builder model, ModelCard card, Path file) throws IOException {
        return write(
                model.addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(ModelCard.METADATA_KEY)
                        .setValue(card.toJson())),
                file);
    }

    public static Path write(ModelProto.Builder model, Path file) throws IOException {
        return Files.write(file, model.build().toByteArray());
    }

    private static void addColours(GraphProto.Builder graph, int position, int stride) {
        TensorProto weights = floats("weights", WEIGHTS).toBuilder()
                .clearDims()
                .addAllDims(List.of(4L, 3L, 1L, 1L))
                .build();
        NodeProto colours = node("Conv", "logits", List.of("image", "weights"), attribute("strides", stride, stride));
        graph.addInitializer(weights).addNode(position, colours);
    }

    private static ModelProto.Builder model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph);
    }

    static NodeProto node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static TensorProto floats(String name, float[] values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    /** A tensor value; dimensions that are numbers are fixed, others are symbolic names. */
    static ValueInfoProto value(String name, TensorProto.DataType type, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            if (Character.isDigit(dimension.charAt(0))) {
                shape.addDimBuilder().setDimValue(Long.parseLong(dimension));
            } else {
                shape.addDimBuilder().setDimParam(dimension);
            }
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
