package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.OnnxSummary;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RawPixelsTest {

    private static final Network NETWORK = Architectures.build("unet-resnet18", 3, 4);
    private static final int SIZE = 64;

    private static ModelProto model(Form form) {
        ModelCard card = Cards.fixed(NETWORK, form, SIZE, SIZE);
        Trained trained = Rewriting.QUANTIZABLE.apply(new Trained(NETWORK, FormulaWeights.of(NETWORK)));
        return OnnxFile.model(SegmentationGraph.of(trained, card), card);
    }

    /** Also at the border, where the convolution pads. */
    @Test
    void firstConvolutionOfPixelsComputesTheSame() {
        ModelProto model = model(Form.PIXELS);
        GraphProto prepared = Preparation.of(model.getGraph());
        GraphProto raw = RawPixels.of(prepared);
        assertTrue(raw.getNodeList().stream().noneMatch(node -> node.getName().startsWith("normalize/scaled")));
        float[] expected = logits(model.toBuilder().setGraph(prepared).build());
        float[] found = logits(model.toBuilder().setGraph(raw).build());
        float largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        assertArrayEquals(expected, found, 1e-4f * largest);
    }

    @Test
    void graphOfTensorsStaysAsItIs() {
        GraphProto prepared = Preparation.of(model(Form.TENSOR).getGraph());
        assertSame(prepared, RawPixels.of(prepared));
    }

    @Test
    void quantizedGraphReadsBytesAndStaysInt8ToTheEnd(@TempDir Path folder) throws OrtException, IOException {
        List<Frame> pictures = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            pictures.add(Pictures.of(80, 70, seed));
        }
        ModelProto quantized = Quantizer.of(
                        model(Form.PIXELS),
                        Cards.fixed(NETWORK, Form.PIXELS, SIZE, SIZE),
                        pictures,
                        QuantizationOptions.defaults(),
                        "unet.onnx")
                .without(Set.of());
        List<String> operators = SmallGraph.optimized(quantized);
        assertEquals(0, operators.stream().filter("QuantizeLinear"::equals).count(), operators.toString());
        assertEquals(31, operators.stream().filter("QLinearConv"::equals).count(), operators.toString());
        assertEquals(8, operators.stream().filter("QLinearAdd"::equals).count(), operators.toString());
        assertEquals(4, operators.stream().filter("QLinearConcat"::equals).count(), operators.toString());
        // The first convolution reads a fourth channel; all other weights are as many as before.
        double parameters = parameters(model(Form.PIXELS), folder.resolve("float.onnx"));
        assertEquals(parameters, parameters(quantized, folder.resolve("int8.onnx")), 0.005 * parameters);
        assertEquals(0, operators.stream().filter("Resize"::equals).count(), operators.toString());
        assertTrue(operators.indexOf("ReduceMax") < operators.lastIndexOf("DequantizeLinear"), operators.toString());
    }

    @Test
    void firstConvolutionThatStaysFloatNeedsNoFourthChannel() {
        Quantizer quantizer = Quantizer.of(
                model(Form.PIXELS),
                Cards.fixed(NETWORK, Form.PIXELS, SIZE, SIZE),
                IntStream.range(0, 8)
                        .mapToObj(seed -> Pictures.of(80, 70, seed))
                        .toList(),
                QuantizationOptions.defaults(),
                "unet.onnx");
        ModelProto first = quantizer.without(Set.of());
        ModelProto quantized = quantizer.without(Set.of("encoder.conv1"));
        assertTrue(operators(first).contains("Pad"));
        assertFalse(operators(quantized).contains("Pad"));
        float[] expected = logits(quantizer.floatModel());
        float[] found = logits(quantized);
        assertTrue(distance(expected, found) < distance(expected, logits(first)) * 1.2);
    }

    private static Set<String> operators(ModelProto model) {
        return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).collect(Collectors.toSet());
    }

    private static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .average()
                .orElseThrow();
    }

    private static float[] logits(ModelProto model) {
        float[][] logits = new float[1][];
        try (GraphRun run = new GraphRun(model, OnnxFile.card(model, "test"), Set.of(SegmentationGraph.LOGITS))) {
            run.run(
                    Pictures.of(SIZE, SIZE, 4),
                    Set.of(SegmentationGraph.LOGITS),
                    (name, numbers, count, shape) -> logits[0] = Arrays.copyOf(numbers, count));
        }
        return logits[0];
    }

    private static double parameters(ModelProto model, Path file) throws IOException {
        OnnxFile.write(file, model);
        return OnnxSummary.of(file).parameters();
    }
}
