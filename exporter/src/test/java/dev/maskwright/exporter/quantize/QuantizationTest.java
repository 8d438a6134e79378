package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.kernel.KernelConditions;
import dev.maskwright.exporter.kernel.KernelSearch;
import dev.maskwright.exporter.kernel.Road;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.GoldenCheck;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An int8 file is there if it pays, and only then. */
final class QuantizationTest {

    private static final double ANY_SPEED = 0;

    private final Path folder;
    private final Path model;
    private final Path output;

    QuantizationTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        model = folder.resolve("float.onnx");
        output = folder.resolve("int8.onnx");
        ModelProto small = new SmallGraph()
                .conv("first", "input", 3, 8)
                .node("Relu", "relu", List.of("first"))
                .conv("second", "relu", 8, 8)
                .conv("logits", "second", 8, 3)
                .model(3);
        OnnxFile.write(model, OnnxFile.withCard(small, SmallGraph.card(3)));
    }

    private Quantization.Result run(double maxDrop, double leastSpeedup, Optional<Quantization.MeanIou> quality)
            throws IOException {
        return run(maxDrop, leastSpeedup, quality, QuantizationOptions.defaults());
    }

    private Quantization.Result run(
            double maxDrop, double leastSpeedup, Optional<Quantization.MeanIou> quality, QuantizationOptions settings)
            throws IOException {
        return Quantization.run(
                model,
                output,
                SmallGraph.pictures(),
                settings,
                new Quantization.Terms(maxDrop, leastSpeedup, 1, 1),
                quality,
                Optional.empty(),
                line -> {});
    }

    @Test
    void fileThatPaysIsWrittenWithCardAndGoldenSample() throws IOException {
        Quantization.Result outcome = run(0.2, ANY_SPEED, Optional.empty());
        assertTrue(outcome.card().isPresent(), outcome.reason());
        try (Segmenter segmenter = Segmenter.open(output)) {
            ModelCard card = segmenter.card();
            assertEquals("int8", card.provenance().get("precision").getAsString());
            assertEquals(
                    8,
                    card.provenance()
                            .getAsJsonObject("quantization")
                            .get("pictures")
                            .getAsInt());
            assertEquals(1, segmenter.verify().map(GoldenCheck::alike).orElseThrow());
        }
        assertEquals(List.of("float.onnx", "int8.onnx"), files());
    }

    @Test
    void fileThatIsNotFasterIsNotWritten() throws IOException {
        Quantization.Result outcome = run(1, 1e6, Optional.empty());
        assertTrue(outcome.card().isEmpty());
        assertTrue(
                outcome.reason().startsWith("not written, because int8 is not faster on this machine ("),
                outcome.reason());
        assertEquals(List.of("float.onnx"), files());
    }

    /** Their error is no number, so none of them is the worst. */
    @Test
    void weightsThatAreAllZeroAreNoCrash() throws IOException {
        ModelProto.Builder zero = OnnxFile.read(model).toBuilder();
        zero.getGraphBuilder()
                .getInitializerBuilderList()
                .forEach(constant -> constant.setRawData(
                        ByteString.copyFrom(new byte[constant.getRawData().size()])));
        OnnxFile.write(model, zero.build());
        assertEquals(1, run(1, 1e6, Optional.empty()).trials().size());
    }

    @Test
    void layersThatCostMostAreLeftFloatFirst() throws IOException {
        List<Path> measured = new ArrayList<>();
        // The float model, then with all layers on int8, then with the worst one in float.
        double[] meanIou = {0.9, 0.8, 0.897};
        Quantization.Result outcome = run(0.005, ANY_SPEED, Optional.of(file -> {
            measured.add(file);
            return meanIou[measured.size() - 1];
        }));
        assertTrue(outcome.card().isPresent(), outcome.reason());
        assertEquals(2, outcome.trials().size());
        String worst = outcome.layers().stream()
                .min((a, b) -> Double.compare(a.signalToNoise(), b.signalToNoise()))
                .orElseThrow()
                .layer()
                .name();
        assertEquals(Set.of(worst), outcome.last().leftFloat());
        assertEquals(0.003, outcome.last().drop(), 1e-9);
    }

    /**
     * Padding is faster with all layers on int8, and slower with one in float: then the layer stays float without it.
     */
    @Test
    void kernelsAreChosenWhereTheyPay() throws IOException {
        int[] measured = {0, 0};
        double[] meanIou = {0.9, 0.8, 0.897};
        KernelSearch search = new KernelSearch(
                (layer, roads) -> Map.of(Road.SYMMETRIC, layer.outputs() < 16 ? 50.0 : 20.0),
                (before, after, inputs) -> ++measured[0] <= 2 ? 1.1 : 0.9,
                new KernelConditions(8),
                "a processor",
                true);
        Quantization.Result outcome = Quantization.run(
                model,
                output,
                SmallGraph.pictures(),
                QuantizationOptions.defaults(),
                new Quantization.Terms(0.005, ANY_SPEED, 1, 1),
                Optional.of(file -> meanIou[measured[1]++]),
                Optional.of(search),
                line -> {});
        assertEquals(2, outcome.trials().size());
        assertEquals(Set.of(), outcome.trials().get(0).leftFloat());
        assertFalse(outcome.trials().get(0).kernels().isNone());
        assertEquals(1, outcome.last().leftFloat().size());
        assertTrue(outcome.last().kernels().isNone());
        assertTrue(outcome.card().isPresent(), outcome.reason());
        assertEquals(1.1, outcome.kernels().orElseThrow().speedup());
    }

    @Test
    void fileThatLosesTooMuchIsNotWritten() throws IOException {
        boolean[] isFloat = {true};
        Quantization.Result outcome = run(0.005, ANY_SPEED, Optional.of(file -> {
            double found = isFloat[0] ? 0.9 : 0.7;
            isFloat[0] = false;
            return found;
        }));
        assertTrue(outcome.card().isEmpty());
        assertEquals(
                "not written, because it loses 0.2000 of mean IoU (0.0050 allowed); use the float model, or allow more",
                outcome.reason());
        assertFalse(Files.exists(output));
        assertEquals(List.of("float.onnx"), files());
    }

    @Test
    void modelOfAnotherToolWithACardBesideItIsQuantized() throws IOException {
        ModelProto uncarded =
                OnnxFile.read(model).toBuilder().clearMetadataProps().build();
        ModelProto.Builder renamed = uncarded.toBuilder();
        renamed.getGraphBuilder()
                .clearOutput()
                .addOutput(SmallGraph.value("876", 1, 3, 16, 16))
                .setNode(
                        3,
                        uncarded.getGraph().getNode(3).toBuilder().setName("").setOutput(0, "876"));
        ModelCard card = SmallGraph.card(3);
        ModelCard foreign = new ModelCard(
                "foreign",
                "1",
                "none",
                card.classes(),
                card.input(),
                card.normalization(),
                new ModelCard.LogitsOutput("876"),
                card.provenance(),
                Optional.empty());
        OnnxFile.write(model, renamed.build());
        Files.writeString(folder.resolve("float.card.json"), foreign.toJson());
        Quantization.Result outcome = run(0.2, ANY_SPEED, Optional.empty());
        assertTrue(outcome.card().isPresent(), outcome.reason());
        try (Segmenter segmenter = Segmenter.open(output)) {
            assertEquals(1, segmenter.verify().map(GoldenCheck::alike).orElseThrow());
        }
    }

    @Test
    void logitsThatStayBytesAreTheSameNumbers() throws IOException {
        run(0.2, ANY_SPEED, Optional.empty());
        Path floats = Files.move(output, folder.resolve("floats.onnx"));
        QuantizationOptions settings = QuantizationOptions.defaults().withByteLogits(true);
        Quantization.Result outcome = run(0.2, ANY_SPEED, Optional.empty(), settings);
        assertTrue(outcome.card().isPresent(), outcome.reason());
        ModelCard.LogitsOutput logits =
                (ModelCard.LogitsOutput) outcome.card().get().outputs();
        assertTrue(logits.levels().isPresent());
        try (Segmenter asFloats = Segmenter.open(floats);
                Segmenter asBytes = Segmenter.open(output)) {
            assertEquals(1, asBytes.verify().map(GoldenCheck::alike).orElseThrow());
            for (Frame picture : SmallGraph.pictures()) {
                assertArrayEquals(
                        asFloats.segment(picture).classIds(),
                        asBytes.segment(picture).classIds());
            }
        }
        Comparison.Result comparison = Comparison.of(floats, output, SmallGraph.pictures(), 1, 1);
        assertEquals(1, comparison.agreement().equalPixels());
        assertEquals(0, comparison.agreement().largestDifference());
    }

    @Test
    void logitsOfALayerInFloatStayFloats() throws IOException {
        QuantizationOptions settings =
                QuantizationOptions.defaults().withByteLogits(true).withExclude(Set.of("logits"));
        Quantization.Result outcome = run(0.2, ANY_SPEED, Optional.empty(), settings);
        ModelCard card = outcome.card().orElseThrow();
        assertTrue(((ModelCard.LogitsOutput) card.outputs()).levels().isEmpty());
        try (Segmenter segmenter = Segmenter.open(output)) {
            assertEquals(1, segmenter.verify().map(GoldenCheck::alike).orElseThrow());
        }
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
