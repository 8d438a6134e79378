package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class TiledSegmenterTest {

    private static final int WIDTH = 101;
    private static final int HEIGHT = 67;
    private static final Options ONE_THREAD = Options.defaults().withThreads(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"16, 16, 0, 1", "16, 16, 4, 1", "24, 16, 8, 3", "32, 48, 16, 2", "200, 16, 5, 1", "16, 200, 5, 2"})
    void everyPixelHasTheClassAndConfidenceItWouldHaveAlone(int width, int height, int overlap, int threads)
            throws IOException {
        Frame frame = noise(WIDTH, HEIGHT, 7);
        Tiling tiling = Tiling.of(width, height).withOverlap(overlap).withThreads(threads);
        try (Segmenter pixels = Segmenter.open(pixelsModel(width, height), ONE_THREAD);
                Segmenter tensor = Segmenter.open(tensorModel(width, height), ONE_THREAD)) {
            assertEachPixelAlone(frame, TiledSegmenter.of(pixels, tiling).segment(frame));
            assertEachPixelAlone(frame, TiledSegmenter.of(tensor, tiling).segment(frame));
        }
    }

    @Test
    void networkThatSeesNotPastWhatTilesShareGivesTheMaskThatItGivesOfAllAtOnce() throws IOException {
        // Tiles at 0 and 40 share 24 pixels and fade over the middle 8: each counts only from 8 pixels off its edge.
        int size = 104;
        int radius = 7;
        Frame frame = noise(size, size, 11);
        Mask whole = wholeOf(frame, radius);
        try (Segmenter segmenter = Segmenter.open(surroundings(radius, 64, 64), ONE_THREAD)) {
            Mask tiled = TiledSegmenter.of(segmenter, Tiling.of(64, 64).withOverlap(8))
                    .segment(frame);
            assertArrayEquals(whole.classIds(), tiled.classIds());
            assertTrue(largestDifference(whole.confidences(), tiled.confidences()) <= 1);
        }
    }

    @Test
    void seamsVanishWithTheOverlap() throws IOException {
        int size = 288; // six tiles side by side
        int radius = 3;
        Frame frame = noise(size, size, 13);
        Mask whole = wholeOf(frame, radius);
        try (Segmenter segmenter = Segmenter.open(surroundings(radius, 48, 48), ONE_THREAD)) {
            int cut = differences(
                    whole,
                    TiledSegmenter.of(segmenter, Tiling.of(48, 48).withOverlap(0))
                            .segment(frame));
            int faded = differences(
                    whole,
                    TiledSegmenter.of(segmenter, Tiling.of(48, 48).withOverlap(16))
                            .segment(frame));
            assertTrue(cut > 1000, "without overlap seams show: " + cut);
            assertTrue(faded < cut / 50, "%d pixels differ without overlap, %d with".formatted(cut, faded));
        }
    }

    @Test
    void tileLargerThanTheNetworkIsSeenShrunk() throws IOException {
        byte[] rgb = new byte[160 * 96 * 3];
        for (int i = 0; i < rgb.length / 3; i++) {
            rgb[3 * i + (i % 160 < 90 ? 0 : 2)] = (byte) 255; // red, then blue
        }
        try (Segmenter segmenter = Segmenter.open(tensorModel(16, 16), ONE_THREAD)) {
            Mask mask = TiledSegmenter.of(segmenter, Tiling.of(64, 64)).segment(Frame.rgb(rgb, 160, 96));
            for (int y = 0; y < 96; y++) {
                for (int x = 0; x < 160; x++) {
                    if (Math.abs(x - 89.5) > 4) { // one pixel of the network
                        assertEquals(x < 90 ? 1 : 3, mask.classAt(x, y), "(%d, %d)".formatted(x, y));
                    }
                }
            }
        }
    }

    @Test
    void logitsSmallerThanTheInputAreSpreadOverTheTile() throws IOException {
        Path file =
                TinyModels.write(TinyModels.tensor(4), TinyModels.tensorCard(32, 32), folder.resolve("strided.onnx"));
        byte[] rgb = new byte[100 * 50 * 3];
        for (int i = 0; i < rgb.length / 3; i++) {
            rgb[3 * i + (i < 100 * 20 ? 1 : 0)] = (byte) 255; // green above red
        }
        try (Segmenter segmenter = Segmenter.open(file, ONE_THREAD)) {
            Mask mask = TiledSegmenter.of(segmenter, Tiling.of(32, 32)).segment(Frame.rgb(rgb, 100, 50));
            for (int x = 0; x < 100; x++) {
                assertEquals(2, mask.classAt(x, 0));
                assertEquals(2, mask.classAt(x, 15));
                assertEquals(1, mask.classAt(x, 25));
                assertEquals(1, mask.classAt(x, 49));
            }
        }
    }

    @Test
    void letterboxedTilesLieWhereTheyShould() throws IOException {
        byte[] rgb = new byte[200 * 90 * 3];
        for (int i = 0; i < rgb.length / 3; i++) {
            rgb[3 * i + (i % 200 < 70 ? 1 : 0)] = (byte) 255; // green, then red
        }
        Options letterbox = ONE_THREAD.withFit(ModelCard.Fit.LETTERBOX);
        try (Segmenter segmenter = Segmenter.open(tensorModel(64, 64), letterbox)) {
            Mask mask = TiledSegmenter.of(segmenter, Tiling.of(64, 32)).segment(Frame.rgb(rgb, 200, 90));
            for (int i = 0; i < rgb.length / 3; i++) {
                assertEquals(i % 200 < 70 ? 2 : 1, mask.classAt(i % 200, i / 200), "pixel " + i);
            }
        }
    }

    @Test
    void unsurePixelsBecomeBackgroundWhereTheOptionsSaySo() throws IOException {
        Frame frame = noise(50, 40, 31);
        try (Segmenter segmenter = Segmenter.open(tensorModel(16, 16), ONE_THREAD.withConfidenceThreshold(0.4))) {
            Mask mask = TiledSegmenter.of(segmenter, Tiling.of(16, 16)).segment(frame);
            int rejected = 0;
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 50; x++) {
                    assertTrue(mask.confidenceAt(x, y) >= 0.4 || mask.classAt(x, y) == 0);
                    rejected += mask.confidenceAt(x, y) < 0.4 ? 1 : 0;
                }
            }
            assertTrue(rejected > 100, "rejected " + rejected);
        }
    }

    @Test
    void rowsReachTheSinkOnceAndInOrder() throws IOException {
        Frame frame = noise(WIDTH, HEIGHT, 17);
        try (Segmenter segmenter = Segmenter.open(tensorModel(16, 16), ONE_THREAD)) {
            TiledSegmenter tiled = TiledSegmenter.of(segmenter, Tiling.of(16, 16));
            List<Integer> tops = new ArrayList<>();
            byte[] ids = new byte[WIDTH * HEIGHT];
            int[] next = {0};
            tiled.segment(TileSource.of(frame), (y, count, classIds, confidences) -> {
                assertEquals(next[0], y);
                tops.add(y);
                next[0] = y + count;
                System.arraycopy(classIds, 0, ids, y * WIDTH, count * WIDTH);
            });
            assertEquals(HEIGHT, next[0]);
            assertTrue(tops.size() > 3, tops.toString());
            assertArrayEquals(tiled.segment(frame).classIds(), ids);
        }
    }

    @Test
    void logitsBesideTheMaskAreBlendedAsThoseOfTheTensorForm() throws IOException {
        Path both = TinyModels.write(
                TinyModels.pixelsWithLogits(4),
                TinyModels.pixelsWithLogitsCard(32, 32, 4),
                folder.resolve("both.onnx"));
        Path tensor =
                TinyModels.write(TinyModels.tensor(4), TinyModels.tensorCard(32, 32), folder.resolve("strided.onnx"));
        Frame frame = noise(90, 70, 37);
        Tiling tiling = Tiling.of(32, 32).withOverlap(12);
        try (Segmenter a = Segmenter.open(both, ONE_THREAD);
                Segmenter b = Segmenter.open(tensor, ONE_THREAD)) {
            Mask expected = TiledSegmenter.of(b, tiling).segment(frame);
            Mask found = TiledSegmenter.of(a, tiling).segment(frame);
            assertArrayEquals(expected.classIds(), found.classIds());
            assertTrue(largestDifference(expected.confidences(), found.confidences()) <= 1);
        }
    }

    @Test
    void networkOfFixedBatchTakesTilesToo() throws IOException {
        Path file =
                TinyModels.write(TinyModels.pixels("2"), TinyModels.pixelsCard(16, 16), folder.resolve("fixed.onnx"));
        Frame frame = noise(40, 40, 19);
        try (Segmenter segmenter = Segmenter.open(file, ONE_THREAD)) {
            assertEachPixelAlone(
                    frame, TiledSegmenter.of(segmenter, Tiling.of(16, 16)).segment(frame));
        }
    }

    @Test
    void faultOfThePictureEndsTheRunAsItIs() throws IOException {
        Frame frame = noise(64, 64, 23);
        TileSource broken = new TileSource() {
            @Override
            public int width() {
                return 64;
            }

            @Override
            public int height() {
                return 64;
            }

            @Override
            public void read(int x, int y, int width, int height, byte[] rgb) throws IOException {
                if (y > 20) {
                    throw new IOException("the scanner is jammed");
                }
                TileSource.of(frame).read(x, y, width, height, rgb);
            }
        };
        try (Segmenter segmenter = Segmenter.open(tensorModel(16, 16), ONE_THREAD)) {
            TiledSegmenter tiled =
                    TiledSegmenter.of(segmenter, Tiling.of(16, 16).withThreads(2));
            assertEquals(
                    "the scanner is jammed",
                    assertThrows(IOException.class, () -> tiled.segment(broken)).getMessage());
        }
    }

    @Test
    void closedSegmenterSaysSo() throws IOException {
        Segmenter segmenter = Segmenter.open(tensorModel(16, 16), ONE_THREAD);
        TiledSegmenter tiled = TiledSegmenter.of(segmenter, Tiling.of(16, 16));
        segmenter.close();
        assertThrows(IllegalStateException.class, () -> tiled.segment(noise(40, 40, 29)));
    }

    @Test
    void tilingThatCannotBeIsRefused() {
        assertEquals(
                "tiles of 16x32 may overlap by 0..8 pixels, got 9",
                assertThrows(IllegalArgumentException.class, () -> Tiling.of(16, 32)
                                .withOverlap(9))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Tiling.of(1, 32));
        assertThrows(IllegalArgumentException.class, () -> Tiling.of(16, 32).withThreads(0));
        assertEquals(new Tiling(24, 16, 2, 1), Tiling.of(TinyModels.pixelsCard(24, 16)));
    }

    /** The models process each pixel independently, so it must not matter which tiles a pixel is in. */
    private static void assertEachPixelAlone(Frame frame, Mask mask) {
        assertEquals(frame.width(), mask.width());
        assertEquals(frame.height(), mask.height());
        assertEquals(frame.width(), mask.frameWidth());
        byte[] rgb = frame.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            float r = (rgb[3 * i] & 0xff) / 255f;
            float g = (rgb[3 * i + 1] & 0xff) / 255f;
            float b = (rgb[3 * i + 2] & 0xff) / 255f;
            double[] logits = {0, r - g - b, g - r - b, b - r - g};
            double largest = Arrays.stream(logits).max().orElseThrow();
            double confidence = 1
                    / Arrays.stream(logits)
                            .map(logit -> Math.exp(logit - largest))
                            .sum();
            int x = i % frame.width();
            int y = i / frame.width();
            assertEquals(largest, logits[mask.classAt(x, y)], 1e-5, "class at (%d, %d)".formatted(x, y));
            assertEquals(confidence, mask.confidenceAt(x, y), 1.01 / 255, "confidence at (%d, %d)".formatted(x, y));
        }
    }

    private Mask wholeOf(Frame frame, int radius) throws IOException {
        try (Segmenter segmenter = Segmenter.open(surroundings(radius, frame.width(), frame.height()), ONE_THREAD)) {
            return segmenter.segment(frame);
        }
    }

    private static int differences(Mask a, Mask b) {
        int differences = 0;
        for (int i = 0; i < a.classIds().length; i++) {
            differences += a.classIds()[i] == b.classIds()[i] ? 0 : 1;
        }
        return differences;
    }

    private static int largestDifference(byte[] a, byte[] b) {
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xff) - (b[i] & 0xff)));
        }
        return largest;
    }

    private static Frame noise(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        return Frame.rgb(rgb, width, height);
    }

    private Path pixelsModel(int width, int height) throws IOException {
        return TinyModels.write(
                TinyModels.pixels("N"), TinyModels.pixelsCard(width, height), folder.resolve("pixels.onnx"));
    }

    private Path tensorModel(int width, int height) throws IOException {
        return TinyModels.write(
                TinyModels.tensor(1), TinyModels.tensorCard(width, height), folder.resolve("tensor.onnx"));
    }

    private Path surroundings(int radius, int width, int height) throws IOException {
        return TinyModels.write(
                TinyModels.surroundings(radius, 5),
                TinyModels.tensorCard(width, height),
                folder.resolve("surroundings-%dx%d.onnx".formatted(width, height)));
    }
}
