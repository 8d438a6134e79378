package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.pixelsWithLogits;
import static dev.maskwright.sdk.TinyModels.pixelsWithLogitsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class EdgesTest {

    private static final Options SMOOTH = Options.defaults();
    private static final Options NEAREST = Options.defaults().withEdges(Edges.NEAREST);

    @TempDir
    Path folder;

    /** Red falls from left to right and crosses zero, where background begins, far from the border between two pixels. */
    @ParameterizedTest
    @ValueSource(strings = {"pixels", "pixels with logits", "tensor"})
    void smoothEdgesLieBetweenThePixelsOfTheNetwork(String form) throws IOException {
        Path file = file(form, 2, 1);
        byte[] rgb = new byte[100 * 50 * 3];
        for (int y = 0; y < 50; y++) {
            for (int x = 0; x < 100; x++) {
                rgb[3 * (y * 100 + x)] = (byte) (x < 50 ? 100 : 0); // red leads by 100 of 255 in the left pixel
                rgb[3 * (y * 100 + x) + 1] = (byte) (x < 50 ? 0 : 20); // green by 20 in the right one
            }
        }
        Frame frame = Frame.rgb(rgb, 100, 50);
        try (Segmenter smooth = Segmenter.open(file, SMOOTH);
                Segmenter nearest = Segmenter.open(file, NEAREST)) {
            assertEquals(50, edge(nearest.segment(frame).atFrameSize()));
            assertEquals("100x50", size(smooth.segment(frame).atFrameSize()));
            // Estimates of models without logits are no worse than the border between the pixels.
            assertTrue(edge(smooth.segment(frame).atFrameSize()) >= (form.equals("pixels") ? 50 : 55));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels with logits", "tensor"})
    void logitsAreKeptWhereAskedOnly(String form) throws IOException {
        Path file = file(form, 3, 2);
        Frame frame = Frame.rgb(new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, 0, 0, -1, -1, 0, 0}, 3, 2);
        try (Segmenter smooth = Segmenter.open(file, SMOOTH);
                Segmenter nearest = Segmenter.open(file, NEAREST)) {
            assertNull(nearest.segment(frame).logits());
            List<Mask> masks = smooth.segmentBatch(List.of(frame, frame));
            float[] logits = masks.get(1).logits();
            assertNotNull(logits);
            assertEquals(4 * 6, logits.length);
            assertEquals(1, logits[6]); // red where red is
            assertEquals(-1, logits[6 + 1]);
            assertArrayEquals(nearest.segment(frame).classIds(), masks.get(1).classIds());
            assertArrayEquals(
                    masks.get(1).classIds(), masks.get(1).atFrameSize().classIds()); // its own size changes nothing
        }
    }

    @Test
    void aMaskWithLogitsIsNoMaskForAModelThatGivesNone() throws IOException {
        Frame frame = Frame.rgb(new byte[3], 1, 1);
        try (Segmenter tensor =
                        Segmenter.open(write(tensor(1), tensorCard(3, 2), folder.resolve("tensor.onnx")), SMOOTH);
                Segmenter pixels =
                        Segmenter.open(write(pixels("N"), pixelsCard(3, 2), folder.resolve("pixels.onnx")))) {
            Mask mask = tensor.segment(frame);
            assertThrows(IllegalArgumentException.class, () -> pixels.segmentInto(frame, mask));
            tensor.segmentInto(frame, pixels.segment(frame)); // the other way round there is nothing to lose
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "pixels with logits", "tensor"})
    void classIdsAtASizeAreThoseOfTheMaskAtThatSize(String form) throws IOException {
        Random random = new Random(form.length());
        byte[] rgb = new byte[3 * 13 * 9];
        random.nextBytes(rgb);
        Frame frame = Frame.rgb(rgb, 13, 9);
        for (Options options : List.of(
                NEAREST,
                SMOOTH,
                SMOOTH.withFit(ModelCard.Fit.LETTERBOX),
                SMOOTH.withConfidenceThreshold(0.4),
                NEAREST.withFit(ModelCard.Fit.LETTERBOX))) {
            try (Segmenter segmenter = Segmenter.open(file(form, 8, 8), options)) {
                Mask mask = segmenter.segment(frame);
                for (int size : new int[] {8, 40, 5, 40}) {
                    byte[] ids = new byte[size * 30];
                    mask.classIdsAtSize(size, 30, ids);
                    assertArrayEquals(mask.resizedTo(size, 30).classIds(), ids, options.toString());
                }
                assertThrows(IllegalArgumentException.class, () -> mask.classIdsAtSize(2, 2, new byte[5]));
            }
        }
    }

    /** Between a pixel that the network is sure of and one that it is not, the edge lies where its confidence is the threshold. */
    @ParameterizedTest
    @ValueSource(strings = {"pixels with logits", "tensor"})
    void smoothEdgesOfAThresholdLieWhereTheConfidenceFallsBelowIt(String form) throws IOException {
        byte[] rgb = {(byte) 255, 0, 0, 60, 0, 0};
        Frame frame = Frame.rgb(rgb, 2, 1);
        try (Segmenter segmenter = Segmenter.open(file(form, 2, 1), SMOOTH.withConfidenceThreshold(0.4))) {
            Mask mask = segmenter.segment(frame);
            assertArrayEquals(new byte[] {1, 0}, mask.classIds());
            Mask wide = mask.resizedTo(100, 1);
            int edge = edge(wide);
            assertTrue(edge > 25 && edge < 75, "edge at " + edge);
            for (int x = 0; x < 100; x++) {
                assertEquals((int) (wide.confidenceAt(x, 0) * 255 + 0.5) >= 102 ? 1 : 0, wide.classAt(x, 0), x + "");
            }
        }
    }

    private Path file(String form, int width, int height) throws IOException {
        Path file = folder.resolve("model.onnx");
        return switch (form) {
            case "pixels" -> write(pixels("N"), pixelsCard(width, height), file);
            case "pixels with logits" -> write(pixelsWithLogits(1), pixelsWithLogitsCard(width, height, 1), file);
            case "tensor" -> write(tensor(1), tensorCard(width, height), file);
            default -> throw new AssertionError(form);
        };
    }

    /** The first column of the first row that is no longer red. */
    private static int edge(Mask mask) {
        int x = 0;
        while (mask.classAt(x, 0) == 1) {
            x++;
        }
        return x;
    }

    private static String size(Mask mask) {
        return mask.width() + "x" + mask.height();
    }
}
