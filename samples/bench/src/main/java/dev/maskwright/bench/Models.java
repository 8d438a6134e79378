package dev.maskwright.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Models built for benchmarks. */
final class Models {

    /** The prefix of the nodes before the network, and the name of their result. */
    private static final String BEFORE = "normalize";

    /** The logits before they are enlarged. */
    private static final String SMALL = "small";

    private Models() {}

    /**
     * Writes the same network from normalised floats to logits of the input's size: the nodes before it in a {@code
     * logits} graph are removed, and the logits are enlarged.
     *
     * @param forTranslator whether to add a small first output, because DJL's translator reads the second
     */
    static ModelCard tensorForm(Path pixels, Path file, boolean forTranslator) throws IOException {
        ModelProto model = OnnxFile.read(pixels);
        ModelCard card = OnnxFile.card(model, pixels.toString());
        ModelCard.Input size = card.input();
        ModelCard tensor = new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                card.classes(),
                Form.TENSOR.input(size.width(), size.height(), size.multipleOf(), size.dynamic()),
                card.normalization(),
                Form.TENSOR.outputs(),
                card.provenance(),
                Optional.empty());
        ModelCard.LogitsOutput output = (ModelCard.LogitsOutput) card.outputs();
        GraphProto.Builder graph = network(model.getGraph(), tensor.input().name(), output.logits());
        addEnlargement(graph, output.enlargement());
        graph.addInput(value(tensor.input().name(), DataType.FLOAT, "batch", 3, "height", "width"));
        if (forTranslator) {
            addCorner(graph);
        }
        graph.addOutput(value(
                SegmentationGraph.LOGITS,
                DataType.FLOAT,
                "batch",
                card.classes().size(),
                "height",
                "width"));
        OnnxFile.write(file, OnnxFile.withCard(model.toBuilder().setGraph(graph).build(), tensor));
        return tensor;
    }

    /** The nodes from the normalised input to the small logits, and their weights. */
    private static GraphProto.Builder network(GraphProto graph, String input, String logits) {
        List<NodeProto> nodes = graph.getNodeList().stream()
                .filter(node -> !node.getName().startsWith(BEFORE))
                .map(node -> renamed(node, BEFORE, input))
                .map(node -> node.getOutputList().contains(logits)
                        ? node.toBuilder().setOutput(0, SMALL).build()
                        : node)
                .toList();
        Set<String> used =
                nodes.stream().flatMap(node -> node.getInputList().stream()).collect(Collectors.toSet());
        List<TensorProto> weights = graph.getInitializerList().stream()
                .filter(weight -> used.contains(weight.getName()))
                .toList();
        return graph.toBuilder()
                .clearInput()
                .clearOutput()
                .clearNode()
                .addAllNode(nodes)
                .clearInitializer()
                .addAllInitializer(weights);
    }

    private static void addEnlargement(GraphProto.Builder graph, int factor) {
        graph.addInitializer(floats("enlarge/scales", 1, 1, factor, factor))
                .addNode(NodeProto.newBuilder()
                        .setName("enlarge")
                        .setOpType("Resize")
                        .addAllInput(List.of(SMALL, "", "enlarge/scales"))
                        .addOutput(SegmentationGraph.LOGITS)
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("mode")
                                .setType(AttributeProto.AttributeType.STRING)
                                .setS(ByteString.copyFromUtf8("linear"))));
    }

    /** Adds an output of a single number; the logits then become the second output. */
    private static void addCorner(GraphProto.Builder graph) {
        graph.addInitializer(integers("corner/start", 0, 0, 0)).addInitializer(integers("corner/end", 1, 1, 1));
        graph.addInitializer(integers("corner/axes", 1, 2, 3));
        graph.addNode(NodeProto.newBuilder()
                .setName("corner")
                .setOpType("Slice")
                .addAllInput(List.of(SegmentationGraph.LOGITS, "corner/start", "corner/end", "corner/axes"))
                .addOutput("corner"));
        graph.addOutput(value("corner", DataType.FLOAT, "batch", 1, 1, 1));
    }

    /**
     * Writes a network that does almost nothing: its mask is the first third of its input bytes, its confidence the
     * second.
     */
    static void nothing(int width, int height, Path file) throws IOException {
        List<ClassLabel> classes = IntStream.range(0, 256)
                .mapToObj(id -> new ClassLabel(id, "red " + id, "#%02x0000".formatted(id)))
                .toList();
        ModelCard card = new ModelCard(
                "nothing",
                "1",
                "nothing",
                classes,
                Form.PIXELS.input(width, height, 1, true),
                OnnxFile.card(OnnxFile.read(Home.FLOAT_MODEL), "").normalization(),
                Form.PIXELS.outputs(),
                new JsonObject(),
                Optional.empty());
        GraphProto.Builder graph = GraphProto.newBuilder().setName("nothing");
        graph.addInput(value("pixels", DataType.UINT8, "batch", height, width, 3));
        graph.addOutput(value("mask", DataType.UINT8, "batch", height, width));
        graph.addOutput(value("confidence", DataType.UINT8, "batch", height, width));
        graph.addInitializer(integers("thirds/shape", -1, 3L * height, width));
        graph.addNode(NodeProto.newBuilder()
                .setName("thirds")
                .setOpType("Reshape")
                .addInput("pixels")
                .addInput("thirds/shape")
                .addOutput("thirds"));
        graph.addInitializer(integers("axis", 1));
        addThird(graph, "mask", 0, height);
        addThird(graph, "confidence", height, 2L * height);
        OnnxFile.write(file, OnnxFile.model(graph.build(), card));
    }

    private static void addThird(GraphProto.Builder graph, String output, long from, long to) {
        graph.addInitializer(integers(output + "/start", from)).addInitializer(integers(output + "/end", to));
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType("Slice")
                .addAllInput(List.of("thirds", output + "/start", output + "/end", "axis"))
                .addOutput(output));
    }

    private static NodeProto renamed(NodeProto node, String from, String to) {
        NodeProto.Builder renamed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (node.getInput(i).equals(from)) {
                renamed.setInput(i, to);
            }
        }
        return renamed.build();
    }

    /** A dimension given as text is the name of a dynamic one. */
    private static ValueInfoProto value(String name, DataType type, Object... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        for (Object dimension : shape) {
            if (dimension instanceof Integer size) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimParam(dimension.toString());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorProto floats(String name, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static TensorProto integers(String name, long... values) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList())
                .build();
    }
}
