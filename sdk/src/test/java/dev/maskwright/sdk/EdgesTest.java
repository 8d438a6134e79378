package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.logits;
import static dev.maskwright.sdk.TinyModels.logitsCard;
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

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.FloatBuffer;
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

    /**
     * The logit of red falls from left to right and crosses zero, where background begins, far from the border between
     * two pixels.
     */
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
            assertNotNull(masks.get(1).logits());
            float[] logits = masks.get(1).logits().values();
            assertEquals(4 * 6, logits.length);
            assertEquals(1, logits[6]); // red where red is
            assertEquals(-1, logits[6 + 1]);
            assertArrayEquals(nearest.segment(frame).classIds(), masks.get(1).classIds());
            assertArrayEquals(
                    masks.get(1).classIds(), masks.get(1).atFrameSize().classIds()); // it already has the frame's size
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
            tensor.segmentInto(frame, pixels.segment(frame)); // the other way round, nothing is lost
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "pixels with logits", "tensor", "enlarged"})
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

    /**
     * Between a pixel of high confidence and one below the threshold, the edge lies where the confidence equals the
     * threshold.
     */
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

    /**
     * Bytes in, logits at half the size out: the mask has the input's size, and resized masks are computed from the
     * logits.
     */
    @Test
    void smallLogitsAreEnlargedWherePixelsAreAsked() throws IOException {
        Random random = new Random(3);
        byte[] rgb = new byte[3 * 16 * 12];
        random.nextBytes(rgb);
        Frame frame = Frame.rgb(rgb, 16, 12);
        float[] small = new float[4 * 8 * 6];
        for (int i = 0; i < 8 * 6; i++) { // the convolution looks at every second pixel of every second row
            int at = 3 * (i / 8 * 2 * 16 + i % 8 * 2);
            float red = (rgb[at] & 0xff) / 255f;
            float green = (rgb[at + 1] & 0xff) / 255f;
            float blue = (rgb[at + 2] & 0xff) / 255f;
            small[48 + i] = red - green - blue;
            small[2 * 48 + i] = green - red - blue;
            small[3 * 48 + i] = blue - red - green;
        }
        for (Options options : List.of(NEAREST, SMOOTH)) {
            try (Segmenter segmenter = Segmenter.open(file("enlarged", 16, 12), options)) {
                Mask mask = segmenter.segment(frame);
                assertEquals("16x12", size(mask));
                assertBestOf(small, mask);
                Mask again = segmenter.blankMask();
                segmenter.segmentInto(frame, again);
                assertArrayEquals(mask.classIds(), again.classIds());
                assertArrayEquals(
                        mask.classIds(),
                        segmenter.segmentBatch(List.of(frame, frame)).get(1).classIds());
            }
        }
        try (Segmenter segmenter = Segmenter.open(file("enlarged", 16, 12), SMOOTH)) {
            assertBestOf(small, segmenter.segment(frame).resizedTo(40, 60));
            FloatBuffer probabilities = FloatBuffer.allocate(4 * 16 * 12);
            Mask mask = segmenter.segment(frame);
            for (int k = 0; k < 4; k++) {
                mask.copyProbabilities(k, probabilities);
            }
            for (int i = 0; i < 16 * 12; i++) {
                float sum = 0;
                float largest = 0;
                for (int k = 0; k < 4; k++) {
                    sum += probabilities.get(k * 192 + i);
                    largest = Math.max(largest, probabilities.get(k * 192 + i));
                }
                assertEquals(1, sum, 1e-5);
                assertEquals(largest, probabilities.get(mask.classAt(i % 16, i / 16) * 192 + i), 1e-5);
            }
        }
    }

    /** Whether each pixel has a class whose logit, interpolated there in double precision, is the highest. */
    private static void assertBestOf(float[] small, Mask mask) {
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                double most = Double.NEGATIVE_INFINITY;
                double own = 0;
                for (int k = 0; k < 4; k++) {
                    double logit =
                            at(small, k * 48, (x + 0.5) * 8 / mask.width() - 0.5, (y + 0.5) * 6 / mask.height() - 0.5);
                    most = Math.max(most, logit);
                    own = k == mask.classAt(x, y) ? logit : own;
                }
                assertEquals(most, own, 1e-5, x + " " + y);
            }
        }
    }

    private static double at(float[] planes, int plane, double x, double y) {
        double inX = Math.min(Math.max(x, 0), 7);
        double inY = Math.min(Math.max(y, 0), 5);
        double sum = 0;
        for (int i = (int) inX; i <= Math.ceil(inX); i++) {
            for (int j = (int) inY; j <= Math.ceil(inY); j++) {
                sum += (1 - Math.abs(inX - i)) * (1 - Math.abs(inY - j)) * planes[plane + j * 8 + i];
            }
        }
        return sum;
    }

    private Path file(String form, int width, int height) throws IOException {
        Path file = folder.resolve("model.onnx");
        return switch (form) {
            case "pixels" -> write(pixels("N"), pixelsCard(width, height), file);
            case "pixels with logits" -> write(pixelsWithLogits(1), pixelsWithLogitsCard(width, height, 1), file);
            case "tensor" -> write(tensor(1), tensorCard(width, height), file);
            case "enlarged" -> write(logits(2), logitsCard(width, height, 2), file);
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
