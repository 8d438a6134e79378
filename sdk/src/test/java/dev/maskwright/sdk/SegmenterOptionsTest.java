package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NullUnmarked
class SegmenterOptionsTest {

    /** Red, with a confidence of 58 %, and black, with one of 25 %. */
    private static final Frame RED_AND_BLACK = Frame.rgb(new byte[] {(byte) 255, 0, 0, 0, 0, 0}, 2, 1);

    private static final double RED = Math.E / (Math.E + 1 + 2 / Math.E);

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = write(pixels("N"), pixelsCard(2, 1), folder.resolve("tiny.onnx"));
    }

    @ParameterizedTest
    @EnumSource
    void everyPresetGivesTheSameMask(Preset preset) {
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withPreset(preset))) {
            assertArrayEquals(
                    new byte[] {1, 0}, segmenter.segment(RED_AND_BLACK).classIds());
        }
    }

    @Test
    void presetsShareOutTheCores() {
        assertEquals(8, Preset.LATENCY.threads(8));
        assertEquals(1, Preset.THROUGHPUT.threads(8));
        assertEquals(4, Preset.SHARED.threads(8));
        assertEquals(1, Preset.SHARED.threads(1));
        Options options = Options.defaults().withPreset(Preset.THROUGHPUT);
        assertEquals(1, options.threadsPerCall());
        assertEquals(3, options.withThreads(3).threadsPerCall());
        assertEquals(
                Runtime.getRuntime().availableProcessors(), Options.defaults().threadsPerCall());
    }

    @Test
    void pixelsBelowTheThresholdBecomeBackgroundAndKeepTheirConfidence() {
        try (Segmenter below = open(Options.defaults().withConfidenceThreshold(RED - 0.01));
                Segmenter above = open(Options.defaults().withConfidenceThreshold(RED + 0.01))) {
            assertArrayEquals(new byte[] {1, 0}, below.segment(RED_AND_BLACK).classIds());
            Mask mask = above.segment(RED_AND_BLACK);

            assertArrayEquals(new byte[] {0, 0}, mask.classIds());
            assertEquals(RED, mask.confidenceAt(0, 0), 0.5 / 255);
        }
    }

    @Test
    void aThresholdNeedsABackground() throws IOException {
        ModelCard card = tensorCard(2, 1);
        List<ClassLabel> classes = new ArrayList<>(card.classes());
        classes.set(0, new ClassLabel(0, "wall", "#000000"));
        ModelCard without = new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                classes,
                card.input(),
                card.normalization(),
                card.outputs(),
                card.provenance(),
                card.golden());
        Path file = write(tensor(1), folder.resolve("wall.onnx"));
        Options options = Options.defaults().withConfidenceThreshold(0.5);

        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Segmenter.open(file, without, options));

        assertEquals(
                file + ": it has no class called background for pixels below the confidence threshold;"
                        + " open it without a threshold, or add \"background\": true to such a class in its card",
                e.getMessage());
    }

    @Test
    void masksMayHaveTheSizeOfTheirFrames() {
        try (Segmenter segmenter = open(Options.defaults().withOutputSize(OutputSize.FRAME))) {
            Frame frame = Frame.rgb(new byte[3 * 8 * 4], 8, 4);
            Mask mask = segmenter.segment(frame);

            assertEquals("8x4", mask.width() + "x" + mask.height());
            assertEquals(8, segmenter.segmentBatch(List.of(frame)).get(0).width());
            assertThrows(IllegalStateException.class, () -> segmenter.segmentInto(frame, mask));
        }
    }

    @Test
    void verifyingLeavesTheOptionsOut() throws IOException {
        Golden golden = new Golden(2, 1, RED_AND_BLACK.rgb(), 2, 1, new byte[] {1, 0});
        Path file = write(pixels("2"), pixelsCard(2, 1).withGolden(golden), folder.resolve("golden.onnx"));
        Options options = Options.defaults().withConfidenceThreshold(1).withOutputSize(OutputSize.FRAME);
        try (Segmenter segmenter = Segmenter.open(file, options)) {
            assertEquals(Optional.of(new GoldenCheck(2, 0)), segmenter.verify());
        }
    }

    @Test
    void theFitOfTheOptionsReplacesThatOfTheCard() throws IOException {
        byte[] red = new byte[3 * 8 * 4];
        for (int i = 0; i < red.length; i += 3) {
            red[i] = (byte) 255;
        }
        Frame frame = Frame.rgb(red, 8, 4);
        Golden golden = new Golden(8, 4, red, 4, 4, filled(16, 0, 16));
        Path file = write(pixels("N"), pixelsCard(4, 4).withGolden(golden), folder.resolve("square.onnx"));
        try (Segmenter stretched = Segmenter.open(file);
                Segmenter boxed = Segmenter.open(file, Options.defaults().withFit(Fit.LETTERBOX))) {
            assertArrayEquals(filled(16, 0, 16), stretched.segment(frame).classIds());
            assertArrayEquals(filled(16, 4, 12), boxed.segment(frame).classIds());
            assertEquals(Fit.STRETCH, boxed.card().input().fit());
            assertEquals(Optional.of(new GoldenCheck(16, 0)), boxed.verify());
        }
    }

    /** Background, except for red in a range of pixels. */
    private static byte[] filled(int length, int from, int to) {
        byte[] classIds = new byte[length];
        Arrays.fill(classIds, from, to, (byte) 1);
        return classIds;
    }

    @Test
    void warmingUpTakesBatchesThatTheModelTakes() throws IOException {
        Options options = Options.defaults().withWarmUp(1, 4);
        try (Segmenter any = open(options);
                Segmenter two =
                        Segmenter.open(write(pixels("2"), pixelsCard(2, 1), folder.resolve("two.onnx")), options)) {
            assertEquals(1, any.segment(RED_AND_BLACK).classAt(0, 0));
            assertEquals(1, two.segment(RED_AND_BLACK).classAt(0, 0));
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        Options options = Options.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.withThreads(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withConfidenceThreshold(1.01));
        assertThrows(IllegalArgumentException.class, () -> options.withConfidenceThreshold(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> options.withWarmUp(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Device.cuda(-1));
        assertThrows(IllegalArgumentException.class, () -> Device.cuda(0).withMemoryLimit(-1));
    }

    @Test
    void cudaIsRefusedPlainlyWhereItIsNotThere() {
        assumeFalse(Engine.inspect().cuda().isUsable());
        Options options = Options.defaults().withDevice(Device.cuda(0));

        SegmentationException e = assertThrows(SegmentationException.class, () -> open(options));

        String start = model + ": cuda:0 cannot be used: ";
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertTrue(e.getMessage().endsWith("; or use Device.cpu()"), e.getMessage());
    }

    @Test
    void theProcessorTakesOverOnlyWhereThatWasAskedForAndSaysSo() {
        assumeFalse(Engine.inspect().cuda().isUsable());
        Device asked = Device.cuda(0).orCpu();
        try (Segmenter segmenter = open(Options.defaults().withDevice(asked))) {
            assertEquals(1, segmenter.segment(RED_AND_BLACK).classAt(0, 0));
            assertEquals(asked, segmenter.device().asked());
            assertEquals(Device.cpu(), segmenter.device().used());
            assertTrue(segmenter.device().toString().startsWith("cpu instead of cuda:0 ("));
        }
        try (Segmenter segmenter = open(Options.defaults())) {
            assertEquals("cpu", segmenter.device().toString());
            assertEquals(Optional.empty(), segmenter.device().reason());
        }
    }

    private Segmenter open(Options options) {
        return Segmenter.open(model, options);
    }
}
