package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A graph of a few nodes from {@code input}, float32 (1, 3, 16, 16), to {@code logits}. */
final class SmallGraph {

    static final int SIZE = 16;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final Random random = new Random(7);

    SmallGraph() {
        graph.addInput(value("input", 1, 3, SIZE, SIZE));
    }

    static ValueInfoProto value(String name, long... sizes) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber());
        for (long size : sizes) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** A 3x3 convolution that keeps the size. */
    SmallGraph conv(String name, String x, int from, int to) {
        constant(name + ".weight", to, from, 3, 3);
        constant(name + ".bias", to);
        return node(
                "Conv",
                name,
                List.of(x, name + ".weight", name + ".bias"),
                Nodes.attribute("kernel_shape", List.of(3L, 3L)),
                Nodes.attribute("pads", List.of(1L, 1L, 1L, 1L)));
    }

    /** Numbers between -1 and 1. */
    SmallGraph constant(String name, long... sizes) {
        long count = 1;
        List<Long> dimensions = new ArrayList<>();
        for (long size : sizes) {
            count *= size;
            dimensions.add(size);
        }
        float[] numbers = new float[(int) count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return initializer(Constants.ofFloats(name, dimensions, numbers));
    }

    SmallGraph initializer(TensorProto constant) {
        graph.addInitializer(constant);
        return this;
    }

    SmallGraph node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return node(Nodes.of(operator, name, inputs, attributes));
    }

    SmallGraph node(NodeProto node) {
        graph.addNode(node);
        return this;
    }

    GraphProto.Builder builder() {
        return graph;
    }

    /** The graph with its output. */
    ModelProto model(int classes) {
        GraphProto whole =
                graph.clone().addOutput(value("logits", 1, classes, SIZE, SIZE)).build();
        return model(whole);
    }

    static ModelProto model(GraphProto graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    static ModelCard card(int classes) {
        List<ClassLabel> labels = new ArrayList<>();
        for (int id = 0; id < classes; id++) {
            labels.add(new ClassLabel(id, "class " + id, "#%06x".formatted(id)));
        }
        return new ModelCard(
                "small",
                "1",
                "none",
                labels,
                Form.TENSOR.input(SIZE, SIZE, 1, false),
                new Normalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f)),
                Form.TENSOR.outputs(),
                new JsonObject(),
                Optional.empty());
    }

    static List<Frame> pictures() {
        List<Frame> pictures = new ArrayList<>();
        for (int seed = 0; seed < Calibration.LEAST_PICTURES; seed++) {
            pictures.add(Pictures.of(24, 20, seed));
        }
        return pictures;
    }

    static Quantizer quantizer(ModelProto model, int classes) {
        return Quantizer.of(model, card(classes), pictures(), settings(), "small.onnx");
    }

    /** Weights have 8 bits where this processor's kernels add them up right. */
    private static QuantizationOptions settings() {
        return QuantizationOptions.defaults()
                .withMethod(CalibrationMethod.MIN_MAX)
                .withReducedRange(IntegerKernels.saturate());
    }

    /** The operators that ONNX Runtime makes of a model, in order. */
    static List<String> optimized(ModelProto model) throws OrtException, IOException {
        Path file = Files.createTempFile("optimized", ".onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizedModelFilePath(file.toString());
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            OrtEnvironment.getEnvironment()
                    .createSession(model.toByteArray(), options)
                    .close();
            return OnnxFile.read(file).getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .toList();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
