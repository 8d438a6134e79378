package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.kernel.ChannelPadding;
import dev.maskwright.exporter.kernel.KernelChoice;
import dev.maskwright.exporter.kernel.KernelConditions;
import dev.maskwright.exporter.kernel.KernelRecord;
import dev.maskwright.exporter.kernel.KernelSearch;
import dev.maskwright.exporter.kernel.LayerShape;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whichever kernels a graph is written for, it computes the same. */
final class KernelVariantsTest {

    private static final int SIZE = SmallGraph.SIZE;
    private static final int CLASSES = 3;

    /** A layer for each way that padding can go: read whole, taken along, and read as it was. */
    private static final ModelProto MODEL = new SmallGraph()
            .conv("first", "input", 3, 6)
            .node("Relu", "relu", List.of("first"))
            .constant("depthwise.weight", 6, 1, 3, 3)
            .constant("depthwise.bias", 6)
            .node(
                    "Conv",
                    "depthwise",
                    List.of("relu", "depthwise.weight", "depthwise.bias"),
                    Nodes.attribute("group", 6),
                    Nodes.attribute("pads", List.of(1L, 1L, 1L, 1L)))
            .conv("side", "relu", 6, 6)
            .node("Add", "sum", List.of("depthwise", "side"))
            .conv("logits", "sum", 6, CLASSES)
            .model(CLASSES);

    private static final KernelChoice PADDED =
            new KernelChoice(Set.of(), Set.of(), Map.of("first", 16, "side", 16, "logits", 8));

    private static final AttributeProto SAME_UPPER = AttributeProto.newBuilder()
            .setName("auto_pad")
            .setType(AttributeType.STRING)
            .setS(ByteString.copyFromUtf8("SAME_UPPER"))
            .build();

    private static Quantizer quantizer(boolean reducedRange) {
        QuantizationOptions settings = QuantizationOptions.defaults()
                .withMethod(CalibrationMethod.MIN_MAX)
                .withReducedRange(reducedRange);
        return Quantizer.of(MODEL, SmallGraph.card(CLASSES), SmallGraph.pictures(), settings, "small.onnx");
    }

    private static float[] logits(ModelProto model) throws OrtException {
        float[] x = new float[3 * SIZE * SIZE];
        Random random = new Random(5);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() * 3 - 1.5f;
        }
        try (OrtGraph session = new OrtGraph(model)) {
            return session.run(Tensor.of(Shape.of(1, 3, SIZE, SIZE), x)).values();
        }
    }

    @Test
    void paddingChangesFloatsByTheOrderOfSumsOnly() throws OrtException {
        GraphProto padded = ChannelPadding.of(MODEL.getGraph(), PADDED.padded());
        GraphIndex index = new GraphIndex(padded);
        assertEquals(
                List.of(16L, 1L, 3L, 3L),
                index.constant("depthwise/padded/in/weight").orElseThrow().getDimsList());
        assertEquals(
                List.of(16L, 16L, 3L, 3L),
                index.constant("side/padded/out/weight").orElseThrow().getDimsList());
        assertArrayEquals(
                logits(MODEL), logits(MODEL.toBuilder().setGraph(padded).build()), 1e-4f);
    }

    @Test
    void paddingChangesNoLevel() throws OrtException, IOException {
        Quantizer quantizer = quantizer(IntegerKernels.saturate());
        ModelProto padded = quantizer.without(Set.of(), PADDED);
        assertArrayEquals(logits(quantizer.without(Set.of())), logits(padded));
        List<String> operators = SmallGraph.optimized(padded);
        assertEquals(4, Collections.frequency(operators, "QLinearConv"), operators::toString);
        assertEquals(1, Collections.frequency(operators, "DequantizeLinear"), operators::toString);
    }

    @Test
    void layersThatHaveAsManyChannelsAreLeftAlone() {
        Map<String, Integer> fewer = Map.of("first", 6, "logits", 2, "unknown", 8);
        assertEquals(
                MODEL.getGraph().getNodeList(),
                ChannelPadding.of(MODEL.getGraph(), fewer).getNodeList());
    }

    @Test
    void weightsAroundOneGiveTheSame() throws OrtException {
        KernelChoice matrix = new KernelChoice(Set.of("first", "depthwise", "side", "logits"), Set.of(), Map.of());
        Quantizer narrow = quantizer(true); // 7 bits: there is room for a level more
        assertArrayEquals(logits(narrow.without(Set.of())), logits(narrow.without(Set.of(), matrix)));

        Quantizer wide = SmallGraph.quantizer(
                new SmallGraph().conv("logits", "input", 3, CLASSES).model(CLASSES), CLASSES);
        float[] zero = logits(wide.without(Set.of()));
        float[] one = logits(wide.without(Set.of(), matrix));
        GraphIndex index = new GraphIndex(wide.without(Set.of()).getGraph());
        float step = Constants.floats(index.constant("logits/step").orElseThrow())[0];
        assertArrayEquals(zero, one, 1.01f * step, "8 bits: within a level");
    }

    /** ONNX Runtime would quantise the weights of a convolution between int8 ones by itself, with one scale for all. */
    @Test
    void layersLeftFloatStayFloat() throws OrtException, IOException {
        ModelProto chain = new SmallGraph()
                .conv("first", "input", 3, 8)
                .conv("second", "first", 8, 8)
                .node("Relu", "relu", List.of("second"))
                .conv("logits", "relu", 8, CLASSES)
                .model(CLASSES);
        ModelProto model = SmallGraph.quantizer(chain, CLASSES).without(Set.of("second"));
        List<String> operators = SmallGraph.optimized(model);
        assertEquals(2, Collections.frequency(operators, "QLinearConv"), operators::toString);
        // The input of the second layer, and the logits: no weights.
        assertEquals(2, Collections.frequency(operators, "DequantizeLinear"), operators::toString);
    }

    @Test
    void shapesAreThoseOfTheGraph() {
        SmallGraph small = new SmallGraph().conv("first", "input", 3, 6).node("Relu", "relu", List.of("first"));
        small.constant("half.weight", 8, 6, 3, 3);
        small.node(
                "Conv",
                "half",
                List.of("relu", "half.weight"),
                Nodes.attribute("strides", List.of(2L, 2L)),
                SAME_UPPER);
        GraphProto graph = small.builder()
                .addOutput(SmallGraph.value("half", 1, 8, SIZE / 2, SIZE / 2))
                .build();
        Map<String, LayerShape> shapes = SmallGraph.quantizer(SmallGraph.model(graph), 8)
                .kernels(SmallGraph.card(8))
                .shapes();
        List<Long> threes = List.of(3L, 3L);
        List<Long> ones = List.of(1L, 1L);
        List<Long> around = List.of(1L, 1L, 1L, 1L);
        assertEquals(new LayerShape(3, 6, 1, SIZE, SIZE, threes, ones, ones, around, false, true), shapes.get("first"));
        List<Long> after = List.of(0L, 0L, 1L, 1L);
        assertEquals(
                new LayerShape(6, 8, 1, SIZE, SIZE, threes, List.of(2L, 2L), ones, after, true, false),
                shapes.get("half"));
    }

    @Test
    void cardsSayWhatWasChosen() {
        KernelSearch search = new KernelSearch(
                (layer, roads) -> Map.of(), (a, b, inputs) -> 1, new KernelConditions(8), "some processor", false);
        KernelChoice choice = new KernelChoice(Set.of("deep"), Set.of("small"), Map.of("head", 24));
        JsonObject quantization = new JsonObject();
        quantization.add(KernelRecord.KEY, KernelRecord.toJson(choice, search));
        assertEquals(
                "{\"processor\":\"some processor\",\"portable\":false,\"matrix\":[\"deep\"],\"padded\":{\"head\":24}}",
                quantization.get(KernelRecord.KEY).toString());
        assertEquals(new KernelChoice(Set.of("deep"), Set.of(), Map.of("head", 24)), KernelRecord.of(quantization));
        assertEquals(KernelChoice.NONE, KernelRecord.of(new JsonObject()));
    }
}
