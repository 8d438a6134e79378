package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands between two convolutions stays int8, and ONNX Runtime has an operator for it. */
final class ChainTest {

    private static final int CLASSES = 5;

    static Stream<Arguments> links() {
        return Stream.of(
                Arguments.of("Relu", link("Relu"), "QLinearConv"),
                Arguments.of("Add", linkOfTwo("Add"), "QLinearAdd"),
                Arguments.of("Concat", linkOfTwo("Concat", Nodes.attribute("axis", 1)), "QLinearConcat"),
                Arguments.of(
                        "MaxPool",
                        link(
                                "MaxPool",
                                Nodes.attribute("kernel_shape", List.of(3L, 3L)),
                                Nodes.attribute("pads", List.of(1L, 1L, 1L, 1L))),
                        "NhwcMaxPool"),
                Arguments.of(
                        "AveragePool",
                        link(
                                "AveragePool",
                                Nodes.attribute("kernel_shape", List.of(3L, 3L)),
                                Nodes.attribute("pads", List.of(1L, 1L, 1L, 1L)),
                                Nodes.attribute("count_include_pad", 1)),
                        "QLinearAveragePool"),
                Arguments.of("Resize, nearest", resize("nearest"), "Concat"));
    }

    private static SmallGraph link(String operator, AttributeProto... attributes) {
        return new SmallGraph()
                .conv("first", "input", 3, 8)
                .node(operator, "link", List.of("first"), attributes)
                .conv("logits", "link", 8, CLASSES);
    }

    private static SmallGraph linkOfTwo(String operator, AttributeProto... attributes) {
        boolean widens = operator.equals("Concat");
        return new SmallGraph()
                .conv("first", "input", 3, 8)
                .conv("second", "first", 8, 8)
                .node(operator, "link", List.of("first", "second"), attributes)
                .conv("logits", "link", widens ? 16 : 8, CLASSES);
    }

    private static SmallGraph resize(String mode) {
        return new SmallGraph()
                .node(
                        "AveragePool",
                        "half",
                        List.of("input"),
                        Nodes.attribute("kernel_shape", List.of(2L, 2L)),
                        Nodes.attribute("strides", List.of(2L, 2L)))
                .conv("first", "half", 3, 8)
                .initializer(Constants.ofFloats("scales", List.of(4L), new float[] {1, 1, 2, 2}))
                .node("Resize", "link", List.of("first", "", "scales"), text("mode", mode))
                .conv("logits", "link", 8, CLASSES);
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void linkStaysInt8(String name, SmallGraph graph, String expected) throws OrtException, IOException {
        ModelProto model = graph.model(CLASSES);
        ModelProto quantized = SmallGraph.quantizer(model, CLASSES).without(Set.of());
        List<String> operators = SmallGraph.optimized(quantized);
        assertTrue(operators.contains(expected), name + ": " + operators);
        assertFalse(operators.contains("Conv"), name + ": " + operators);
        assertFalse(operators.contains("Relu"), name + ": " + operators);
        assertEquals(1, operators.stream().filter("QuantizeLinear"::equals).count(), name + ": " + operators);
        assertEquals(1, operators.stream().filter("DequantizeLinear"::equals).count(), name + ": " + operators);
        assertTrue(decibels(model, quantized) > 25, name + ": " + decibels(model, quantized));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void excludedLayerStaysFloat(String name, SmallGraph graph, String expected) throws OrtException, IOException {
        ModelProto model = graph.model(CLASSES);
        ModelProto quantized = SmallGraph.quantizer(model, CLASSES).without(Set.of("logits"));
        List<String> operators = SmallGraph.optimized(quantized);
        assertTrue(operators.contains("Conv") || operators.contains("FusedConv"), name + ": " + operators);
        assertTrue(operators.contains("QLinearConv"), name + ": " + operators);
        assertTrue(decibels(model, quantized) > 25, name + ": " + decibels(model, quantized));
    }

    /** ONNX Runtime has no int8 form of it that rounds; so it computes on floats, between int8 layers. */
    @Test
    void linearResizeIsFloatBetweenInt8Layers() throws OrtException, IOException {
        ModelProto model = resize("linear").model(CLASSES);
        ModelProto quantized = SmallGraph.quantizer(model, CLASSES).without(Set.of());
        List<String> operators = SmallGraph.optimized(quantized);
        assertEquals(2, operators.stream().filter("QLinearConv"::equals).count(), operators.toString());
        int resize = operators.indexOf("Resize");
        assertEquals("DequantizeLinear", operators.get(resize - 1), operators.toString());
        assertTrue(decibels(model, quantized) > 25);
    }

    private static double decibels(ModelProto model, ModelProto quantized) throws OrtException {
        float[] numbers = new float[3 * SmallGraph.SIZE * SmallGraph.SIZE];
        Random random = new Random(3);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        Tensor input = Tensor.of(Shape.of(1, 3, SmallGraph.SIZE, SmallGraph.SIZE), numbers);
        try (OrtGraph a = new OrtGraph(model);
                OrtGraph b = new OrtGraph(quantized)) {
            return Sensitivity.decibels(
                    List.of(a.run(input).values()), List.of(b.run(input).values()));
        }
    }
}
