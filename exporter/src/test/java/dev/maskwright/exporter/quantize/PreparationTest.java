package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Float16;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.sdk.model.ModelFormatException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What other tools write is brought into one form, and still computes the same. */
final class PreparationTest {

    /** Batch norms, weights that are inputs, too, constants as nodes, and names that are numbers or missing. */
    private static GraphProto asPyTorchWrites() {
        SmallGraph small = new SmallGraph();
        small.constant("12", 8, 3, 3, 3).constant("13", 8).constant("16", 8).constant("17", 8);
        small.builder().addInput(SmallGraph.value("12", 8, 3, 3, 3)).addInput(SmallGraph.value("13", 8));
        TensorProto.Builder variance = TensorProto.newBuilder()
                .setName("18")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(8);
        for (int i = 0; i < 8; i++) {
            variance.addFloatData(0.5f + i);
        }
        small.initializer(variance.build()).constant("20", 5, 8, 1, 1);
        NodeProto weight = NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput("21")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(small.builder().getInitializer(small.builder().getInitializerCount() - 1)))
                .build();
        small.node("Conv", "14", List.of("input", "12"), Nodes.attribute("pads", List.of(1L, 1L, 1L, 1L)));
        small.node("BatchNormalization", "19", List.of("14", "13", "16", "17", "18"));
        small.node(Nodes.of("Relu", "22", List.of("19")).toBuilder().clearName().build());
        small.node(Nodes.of("Identity", "23", List.of("22")));
        small.node(Nodes.of("Dropout", "24", List.of("23")));
        small.node(weight);
        small.node(Nodes.of("Conv", "25", List.of("24", "21")));
        small.node(Nodes.of("Identity", "logits", List.of("25")));
        return small.builder()
                .addOutput(SmallGraph.value("logits", 1, 5, 16, 16))
                .build();
    }

    @Test
    void preparedGraphComputesTheSame() throws OrtException {
        GraphProto graph = asPyTorchWrites();
        GraphProto prepared = Preparation.of(graph);
        assertEquals(
                List.of("Conv", "Relu", "Conv"),
                prepared.getNodeList().stream().map(NodeProto::getOpType).toList());
        assertEquals(1, prepared.getInputCount(), "weights are no inputs any more");
        assertEquals("logits", prepared.getNode(2).getOutput(0));
        Set<String> names = new HashSet<>();
        prepared.getNodeList()
                .forEach(node ->
                        assertTrue(names.add(node.getName()) && !node.getName().isEmpty()));
        assertSame(graph, prepared);
    }

    @Test
    void quantizedForeignGraphIsCloseToTheFloatOne() throws OrtException {
        ModelProto model = SmallGraph.model(asPyTorchWrites());
        Quantizer quantizer = SmallGraph.quantizer(model, 5);
        assertEquals(
                List.of("14", "25"),
                quantizer.layers().stream()
                        .map(Quantizer.QuantizableLayer::name)
                        .toList());
        double decibels = Sensitivity.decibels(
                List.of(run(model.getGraph())),
                List.of(run(quantizer.without(Set.of()).getGraph())));
        assertTrue(decibels > 18, String.valueOf(decibels));
    }

    @Test
    void halfPrecisionConstantsBecomeFloats() throws OrtException {
        SmallGraph small = new SmallGraph();
        TensorProto.Builder half = TensorProto.newBuilder()
                .setName("half")
                .setDataType(DataType.FLOAT16.getNumber())
                .addAllDims(List.of(2L, 3L, 1L, 1L));
        for (int i = 0; i < 6; i++) {
            half.addInt32Data(Float16.toBits(i - 2.5f) & 0xffff);
        }
        small.initializer(half.build())
                .node("Cast", "weight", List.of("half"), Nodes.attribute("to", DataType.FLOAT.getNumber()))
                .node("Conv", "logits", List.of("input", "weight"));
        GraphProto graph = small.builder()
                .addOutput(SmallGraph.value("logits", 1, 2, 16, 16))
                .build();
        GraphProto prepared = Preparation.of(graph);
        assertEquals(1, prepared.getNodeCount());
        assertEquals(1, prepared.getInitializerCount());
        assertSame(graph, prepared);
    }

    @Test
    void batchNormOfAValueThatOthersReadStays() {
        SmallGraph small = new SmallGraph().conv("conv", "input", 3, 3);
        small.constant("a", 3).constant("b", 3).constant("mean", 3);
        small.initializer(Constants.ofFloats("variance", List.of(3L), new float[] {1, 2, 3}));
        small.node("BatchNormalization", "norm", List.of("conv", "a", "b", "mean", "variance"));
        small.node("Add", "logits", List.of("conv", "norm"));
        GraphProto prepared = Preparation.of(small.model(3).getGraph());
        assertTrue(prepared.getNodeList().stream()
                .anyMatch(node -> node.getOpType().equals("BatchNormalization")));
    }

    @Test
    void inputThatIsGivenBackKeepsItsIdentity() {
        SmallGraph small = new SmallGraph().node("Identity", "logits", List.of("input"));
        GraphProto prepared = Preparation.of(small.model(3).getGraph());
        assertEquals(1, prepared.getNodeCount());
        assertFalse(prepared.getOutputList().isEmpty());
    }

    @Test
    void weightsInAnotherFileAreNamed() {
        TensorProto elsewhere = TensorProto.newBuilder()
                .setName("conv.weight")
                .setDataType(DataType.FLOAT.getNumber())
                .setDataLocation(DataLocation.EXTERNAL)
                .addDims(1)
                .build();
        Exception refused = assertThrows(ModelFormatException.class, () -> Constants.floats(elsewhere));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("constant conv.weight is in a file beside"));
    }

    private static void assertSame(GraphProto expected, GraphProto actual) throws OrtException {
        assertArrayEquals(run(expected), run(actual), 2e-5f);
    }

    private static float[] run(GraphProto graph) throws OrtException {
        float[] numbers = new float[3 * 16 * 16];
        Random random = new Random(9);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        // Old files list weights as inputs; OrtGraph takes the first, which is the picture.
        try (OrtGraph session = new OrtGraph(SmallGraph.model(graph))) {
            return session.run(Tensor.of(Shape.of(1, 3, 16, 16), numbers)).values();
        }
    }
}
