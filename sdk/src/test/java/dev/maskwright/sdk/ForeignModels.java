package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.attribute;
import static dev.maskwright.sdk.TinyModels.floats;
import static dev.maskwright.sdk.TinyModels.node;
import static dev.maskwright.sdk.TinyModels.value;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.sdk.model.Levels;
import java.util.List;

/** {@link TinyModels#tensor} with the last operators that other tools put into their graphs. */
final class ForeignModels {

    private ForeignModels() {}

    /** Scores that differ by 40 or more, so that softmax is practically 0 or 1; the graph has no outputs yet. */
    static ModelProto.Builder sharp(int stride) {
        ModelProto.Builder model = TinyModels.tensor(stride);
        GraphProto.Builder graph = model.getGraphBuilder().clearOutput();
        graph.addInitializer(floats("factor", new float[] {40}))
                .addNode(node("Mul", "sharp", List.of("logits", "factor")));
        return model;
    }

    /** Ends in softmax: (N, K, H, W). */
    static ModelProto.Builder probabilities(int stride) {
        ModelProto.Builder model = sharp(stride);
        model.getGraphBuilder()
                .addNode(node("Softmax", "shares", List.of("sharp"), attribute("axis", 1)))
                .addOutput(value("shares", DataType.FLOAT, "N", "4", "h", "w"));
        return model;
    }

    /** Ends in argmax: (N, H, W) or (N, 1, H, W). */
    static ModelProto.Builder classIds(DataType type, boolean keepsChannel) {
        ModelProto.Builder model = sharp(1);
        String[] shape = keepsChannel ? new String[] {"N", "1", "H", "W"} : new String[] {"N", "H", "W"};
        model.getGraphBuilder()
                .addNode(node(
                        "ArgMax",
                        "class",
                        List.of("sharp"),
                        attribute("axis", 1),
                        attribute("keepdims", keepsChannel ? 1 : 0)))
                .addNode(node("Cast", "ids", List.of("class"), attribute("to", type.getNumber())))
                .addOutput(value("ids", type, shape));
        return model;
    }

    /** One channel: how red a pixel is, 0..1, or the logit of that, like the foreground of U2-Net. */
    static ModelProto.Builder red(boolean isLogit) {
        ModelProto.Builder model = TinyModels.tensor(1);
        GraphProto.Builder graph = model.getGraphBuilder().clearOutput().clearInitializer();
        graph.addInitializer(floats("weights", new float[] {4, 0, 0}).toBuilder()
                        .clearDims()
                        .addAllDims(List.of(1L, 3L, 1L, 1L)))
                .addInitializer(floats("two", new float[] {2}))
                .addNode(node("Sub", "logit", List.of("logits", "two")))
                .addNode(node("Sigmoid", "share", List.of("logit")))
                .addOutput(value(isLogit ? "logit" : "share", DataType.FLOAT, "N", "1", "H", "W"));
        return model;
    }

    /** The first output as (N, H, W, C). */
    static ModelProto.Builder channelsLast(ModelProto.Builder model) {
        GraphProto.Builder graph = model.getGraphBuilder();
        String output = graph.getOutput(0).getName();
        String channels = String.valueOf(graph.getOutput(0)
                .getType()
                .getTensorType()
                .getShape()
                .getDim(1)
                .getDimValue());
        DataType type = type(graph);
        graph.addNode(node("Transpose", "last", List.of(output), attribute("perm", 0, 2, 3, 1)))
                .clearOutput()
                .addOutput(value("last", type, "N", "H", "W", channels));
        return model;
    }

    private static DataType type(GraphProto.Builder graph) {
        return DataType.forNumber(graph.getOutput(0).getType().getTensorType().getElemType());
    }

    /** The first output in another type; bytes become 0..255. */
    static ModelProto.Builder output(ModelProto.Builder model, DataType type) {
        GraphProto.Builder graph = model.getGraphBuilder();
        String output = graph.getOutput(0).getName();
        var shape = graph.getOutput(0).getType().getTensorType().getShape();
        if (type == DataType.UINT8) {
            graph.addInitializer(floats("most", new float[] {255}))
                    .addNode(node("Mul", "scaled", List.of(output, "most")))
                    .addNode(node("Round", "whole", List.of("scaled")));
        }
        graph.addNode(node(
                        "Cast",
                        "typed",
                        List.of(type == DataType.UINT8 ? "whole" : output),
                        attribute("to", type.getNumber())))
                .clearOutput()
                .addOutput(value("typed", type).toBuilder()
                        .setType(value("typed", type).getType().toBuilder()
                                .setTensorType(value("typed", type).getType().getTensorType().toBuilder()
                                        .setShape(shape))));
        return model;
    }

    /** Another input in front: of this type and, if wanted, with channels last or blue first. */
    static ModelProto.Builder input(ModelProto.Builder model, DataType type, boolean channelsLast, boolean bgr) {
        GraphProto.Builder graph = model.getGraphBuilder();
        String[] shape = channelsLast ? new String[] {"N", "H", "W", "3"} : new String[] {"N", "3", "H", "W"};
        graph.clearInput().addInput(value("given", type, shape));
        int at = 0;
        String from = "given";
        graph.addNode(at++, node("Cast", "float", List.of(from), attribute("to", DataType.FLOAT.getNumber())));
        from = "float";
        if (type == DataType.UINT8) {
            graph.addInitializer(floats("bytes", new float[] {255}))
                    .addNode(at++, node("Div", "unit", List.of(from, "bytes")));
            from = "unit";
        }
        if (channelsLast) {
            graph.addNode(at++, node("Transpose", "planes", List.of(from), attribute("perm", 0, 3, 1, 2)));
            from = "planes";
        }
        graph.addInitializer(TensorProto.newBuilder()
                        .setName("order")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(3)
                        .addAllInt64Data(bgr ? List.of(2L, 1L, 0L) : List.of(0L, 1L, 2L)))
                .addNode(at, node("Gather", "image", List.of(from, "order"), attribute("axis", 1)));
        return model;
    }

    /** Logits (N, 4, h, w) as levels, or as the floats that these stand for. */
    static ModelProto.Builder quantized(ModelProto.Builder model, Levels levels, boolean asBytes) {
        GraphProto.Builder graph = model.getGraphBuilder().clearOutput();
        graph.addInitializer(TensorProto.newBuilder()
                        .setName("step")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addFloatData(levels.scale()))
                .addInitializer(TensorProto.newBuilder()
                        .setName("zero")
                        .setDataType(DataType.UINT8.getNumber())
                        .addInt32Data(levels.zeroPoint()))
                .addNode(node("QuantizeLinear", "levels", List.of("logits", "step", "zero")));
        if (asBytes) {
            return ending(model, value("levels", DataType.UINT8, "N", "4", "h", "w"));
        }
        graph.addNode(node("DequantizeLinear", "floats", List.of("levels", "step", "zero")));
        return ending(model, value("floats", DataType.FLOAT, "N", "4", "h", "w"));
    }

    private static ModelProto.Builder ending(ModelProto.Builder model, ValueInfoProto output) {
        model.getGraphBuilder().addOutput(output);
        return model;
    }

    /** A model of an ONNX version that does not exist. */
    static ModelProto.Builder tooNew(long irVersion, long opset) {
        ModelProto.Builder model = TinyModels.tensor(1).setIrVersion(irVersion);
        model.getOpsetImportBuilder(0).setVersion(opset);
        return model;
    }
}
