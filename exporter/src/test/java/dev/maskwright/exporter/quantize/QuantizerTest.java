package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What cannot be quantised is said, with the node and what to do. */
final class QuantizerTest {

    private static final ModelProto TWO_LAYERS = new SmallGraph()
            .conv("first", "input", 3, 8)
            .node("Relu", "relu", List.of("first"))
            .conv("logits", "relu", 8, 2)
            .model(2);

    @Test
    void tooFewPicturesAreRefused() {
        List<Frame> pictures = SmallGraph.pictures().subList(0, 5);
        assertEquals(
                "calibration needs at least 8 pictures, got 5; name a folder with more, ideally"
                        + " 50 to 200 like those in use",
                refusal(TWO_LAYERS, pictures, QuantizationOptions.defaults()));
    }

    @Test
    void picturesThatAreAllAlikeAreRefused() {
        List<Frame> pictures = Collections.nCopies(9, Pictures.of(20, 20, 1));
        assertTrue(refusal(TWO_LAYERS, pictures, QuantizationOptions.defaults())
                .startsWith("all 9 calibration pictures are identical, so ranges"));
    }

    @Test
    void oldOperatorSetIsRefused() {
        ModelProto old = TWO_LAYERS.toBuilder()
                .setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(11))
                .build();
        assertEquals(
                "small.onnx: operator set 11 is too old, int8 weights by channel need 13; export"
                        + " it again with that or a newer one",
                refusal(old, SmallGraph.pictures(), QuantizationOptions.defaults()));
    }

    @Test
    void unknownLayerIsRefusedWithThoseThatThereAre() {
        assertEquals(
                "small.onnx: there is no layer third to leave in float; its layers are first, logits",
                refusal(
                        TWO_LAYERS,
                        SmallGraph.pictures(),
                        QuantizationOptions.defaults().withExclude(Set.of("third"))));
    }

    @Test
    void graphWithoutLayersIsRefused() {
        ModelProto computed = new SmallGraph()
                .constant("weight", 2, 3, 1, 1)
                .node("Exp", "moved", List.of("weight"))
                .node("Conv", "logits", List.of("input", "moved"))
                .model(2);
        assertEquals(
                "small.onnx: no layer can be quantised: node logits: its weight is computed by"
                        + " node moved; quantise models with Conv, Gemm or MatMul of constant float32"
                        + " weights",
                refusal(computed, SmallGraph.pictures(), QuantizationOptions.defaults()));
    }

    @Test
    void quantizedGraphIsNotQuantizedAgain() {
        ModelProto quantized = SmallGraph.quantizer(TWO_LAYERS, 2).without(Set.of());
        assertTrue(refusal(quantized, SmallGraph.pictures(), QuantizationOptions.defaults())
                .contains(" is already quantised; name the float model that it was made from"));
    }

    @Test
    void layersAreMeasuredOneByOne() {
        List<LayerError> errors =
                Sensitivity.of(SmallGraph.quantizer(TWO_LAYERS, 2), SmallGraph.card(2), SmallGraph.pictures());
        assertEquals(
                List.of("first", "logits"),
                errors.stream().map(error -> error.layer().name()).toList());
        errors.forEach(error -> assertTrue(error.signalToNoise() > 25 && error.signalToNoise() < 70, error.toString()));
    }

    @Test
    void largeMatrixProductsAreQuantizedSmallOnesNot() throws OrtException, IOException {
        SmallGraph small = new SmallGraph();
        small.constant("large", 16, 256).constant("back", 256, 16).constant("small", 16, 16);
        small.node("MatMul", "wide", List.of("input", "large"))
                .node("MatMul", "narrow", List.of("wide", "back"))
                .node("MatMul", "logits", List.of("narrow", "small"));
        Quantizer quantizer = SmallGraph.quantizer(small.model(3), 3);
        assertEquals(
                List.of("", "", "it has too few weights to gain"),
                quantizer.layers().stream()
                        .map(Quantizer.QuantizableLayer::obstacle)
                        .toList());
        List<String> operators = SmallGraph.optimized(quantizer.without(Set.of()));
        assertTrue(operators.contains("QLinearMatMul"), operators.toString());
        assertTrue(operators.contains("MatMul"), operators.toString());
    }

    @Test
    void biasCorrectionBringsTheMeanOutputCloser() {
        QuantizationOptions coarse = QuantizationOptions.defaults()
                .withMethod(CalibrationMethod.MIN_MAX)
                .withReducedRange(true);
        double corrected = offset(quantizer(coarse));
        double plain = offset(quantizer(coarse.withBiasCorrection(false)));
        assertTrue(corrected < 0.7 * plain, corrected + " " + plain);
    }

    private static Quantizer quantizer(QuantizationOptions settings) {
        return Quantizer.of(TWO_LAYERS, SmallGraph.card(2), SmallGraph.pictures(), settings, "small.onnx");
    }

    /** How far the mean of each class's logits is from that of the float model, on average. */
    private static double offset(Quantizer quantizer) {
        double[] expected = means(quantizer.floatModel());
        double[] found = means(quantizer.without(Set.of()));
        return (Math.abs(expected[0] - found[0]) + Math.abs(expected[1] - found[1])) / 2;
    }

    private static double[] means(ModelProto model) {
        double[] sums = new double[2];
        try (GraphRun run = new GraphRun(model, SmallGraph.card(2), Set.of("logits"))) {
            for (Frame picture : SmallGraph.pictures()) {
                run.run(picture, Set.of("logits"), (name, numbers, count, shape) -> {
                    for (int i = 0; i < count; i++) {
                        sums[2 * i / count] += numbers[i] / count;
                    }
                });
            }
        }
        return sums;
    }

    private static String refusal(ModelProto model, List<Frame> pictures, QuantizationOptions settings) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> Quantizer.of(model, SmallGraph.card(2), pictures, settings, "small.onnx"))
                .getMessage());
    }
}
