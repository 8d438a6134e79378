package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logits as uint8 with their levels in the card give the same results as float logits in every part of the SDK. */
@NullUnmarked
class ByteLogitsTest {

    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;

    /** The scale is a power of two, so that levels are exact as floats and ties stay ties. */
    private static final Levels LEVELS = new Levels(0x1p-5f, 100);

    @TempDir
    Path folder;

    private static Frame noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(3).nextBytes(rgb);
        return Frame.rgb(rgb, width, height);
    }

    private Path write(boolean asBytes, int enlargement, Layout layout) throws IOException {
        ModelProto.Builder model = ForeignModels.quantized(
                enlargement == 1 ? TinyModels.surroundings(1, 4) : TinyModels.tensor(enlargement), LEVELS, asBytes);
        if (layout == Layout.NHWC) {
            ForeignModels.channelsLast(model);
        }
        String name = model.getGraph().getOutput(0).getName();
        LogitsOutput floats = new LogitsOutput(name, enlargement, false, layout);
        ModelCard card = TinyModels.tensorCard(WIDTH, HEIGHT).withOutputs(asBytes ? floats.withLevels(LEVELS) : floats);
        return TinyModels.write(model, card, folder.resolve(asBytes ? "bytes.onnx" : "floats.onnx"));
    }

    private void assertAlike(int enlargement, Layout layout, Options options, Function<Segmenter, Mask> work)
            throws IOException {
        try (Segmenter floats = Segmenter.open(write(false, enlargement, layout), options);
                Segmenter bytes = Segmenter.open(write(true, enlargement, layout), options)) {
            Mask expected = work.apply(floats);
            Mask found = work.apply(bytes);
            assertArrayEquals(expected.classIds(), found.classIds());
            for (int i = 0; i < expected.confidences().length; i++) {
                assertEquals(expected.confidences()[i] & 0xff, found.confidences()[i] & 0xff, 1, "pixel " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, NCHW", "2, NCHW", "4, NCHW", "4, NHWC"})
    void masks(int enlargement, Layout layout) throws IOException {
        assertAlike(enlargement, layout, Options.defaults(), segmenter -> segmenter.segment(noise(WIDTH, HEIGHT)));
        List<Frame> batch = List.of(noise(WIDTH, HEIGHT), noise(50, 30));
        assertAlike(enlargement, layout, Options.defaults(), segmenter -> segmenter
                .segmentBatch(batch)
                .get(1));
    }

    @ParameterizedTest
    @CsvSource({"1", "4"})
    void smoothEdgesAndSizes(int enlargement) throws IOException {
        Options smooth = Options.defaults().withEdges(Edges.SMOOTH);
        assertAlike(enlargement, Layout.NCHW, smooth, segmenter -> segmenter
                .segment(noise(128, 96))
                .atFrameSize());
        Options least = smooth.withConfidenceThreshold(0.4);
        assertAlike(enlargement, Layout.NCHW, least, segmenter -> segmenter.segment(noise(60, 50)));
    }

    @Test
    void tilesAndVideo() throws IOException {
        assertAlike(4, Layout.NCHW, Options.defaults(), segmenter -> TiledSegmenter.of(segmenter, Tiling.of(32, 24))
                .segment(noise(100, 60)));
        VideoOptions video =
                VideoOptions.eachFrame().withSteady(Duration.ofMillis(100)).withChangesOnly(Duration.ofSeconds(1));
        assertAlike(4, Layout.NCHW, Options.defaults(), segmenter -> {
            VideoSegmenter known = VideoSegmenter.of(segmenter, video);
            known.segment(noise(60, 50), 0);
            return known.segment(noise(60, 50), 50_000_000);
        });
    }

    @Test
    void probabilities() throws IOException {
        Options smooth = Options.defaults().withEdges(Edges.SMOOTH);
        try (Segmenter floats = Segmenter.open(write(false, 4, Layout.NCHW), smooth);
                Segmenter bytes = Segmenter.open(write(true, 4, Layout.NCHW), smooth)) {
            FloatBuffer expected = FloatBuffer.allocate(WIDTH * HEIGHT);
            FloatBuffer found = FloatBuffer.allocate(WIDTH * HEIGHT);
            floats.segment(noise(WIDTH, HEIGHT)).copyProbabilities(2, expected);
            bytes.segment(noise(WIDTH, HEIGHT)).copyProbabilities(2, found);
            assertArrayEquals(expected.array(), found.array(), 1e-5f);
        }
    }

    @Test
    void cardsKeepLevels() {
        ModelCard card = TinyModels.tensorCard(WIDTH, HEIGHT)
                .withOutputs(new LogitsOutput("logits", 4, false).withLevels(LEVELS));
        assertEquals(card, ModelCard.parse(card.toJson(), "again"));
        String wrong = card.toJson().replaceFirst("\"zeroPoint\": ?100", "\"zeroPoint\": 300");
        String message = String.valueOf(assertThrows(ModelFormatException.class, () -> ModelCard.parse(wrong, "x.onnx"))
                .getMessage());
        assertTrue(message.contains("outputs.levels: the zero point of levels must be in 0..255, got 300"), message);
        String none = card.toJson().replaceFirst("\"scale\": ?0.03125,?", "");
        message = String.valueOf(assertThrows(ModelFormatException.class, () -> ModelCard.parse(none, "x.onnx"))
                .getMessage());
        assertTrue(message.contains("outputs.levels.scale is missing"), message);
    }

    @Test
    void levelsOfFloatsAreRefused() throws IOException {
        ModelProto.Builder model = TinyModels.tensor(1);
        ModelCard card =
                TinyModels.tensorCard(WIDTH, HEIGHT).withOutputs(new LogitsOutput("logits").withLevels(LEVELS));
        Path file = TinyModels.write(model, card, folder.resolve("floats.onnx"));
        String message = String.valueOf(assertThrows(ModelFormatException.class, () -> Segmenter.open(file))
                .getMessage());
        assertTrue(
                message.contains(
                        "output 'logits' is FLOAT, but the card has the levels of uint8; leave out \"levels\""),
                message);
    }

    @Test
    void otherBytesAreRefused() throws IOException {
        ModelCard card = TinyModels.tensorCard(WIDTH, HEIGHT).withOutputs(new LogitsOutput("levels"));
        Path file = TinyModels.write(
                ForeignModels.quantized(TinyModels.tensor(1), LEVELS, true), card, folder.resolve("bytes.onnx"));
        String message = String.valueOf(assertThrows(ModelFormatException.class, () -> Segmenter.open(file))
                .getMessage());
        assertTrue(
                message.contains("output 'levels' has logits as uint8, which have lost their scale; write \"levels\""),
                message);
    }
}
