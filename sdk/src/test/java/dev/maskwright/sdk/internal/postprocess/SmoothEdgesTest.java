package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Box;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothEdgesTest {

    /** Sizes of the mask, the part of it, the target. */
    @ParameterizedTest
    @CsvSource({
        "7, 5, 0, 0, 7, 5, 61, 40",
        "7, 5, 0, 0, 7, 5, 7, 5",
        "7, 5, 0, 0, 7, 5, 3, 2",
        "1, 1, 0, 0, 1, 1, 9, 4",
        "16, 12, 0, 2.25, 16, 7.5, 64, 30",
        "12, 16, 3, 0, 6, 16, 31, 80",
    })
    void logitsAreInterpolatedAsByThePlainTwin(
            int width,
            int height,
            double left,
            double top,
            double partWidth,
            double partHeight,
            int toWidth,
            int toHeight) {
        int classes = 5;
        Random random = new Random(width);
        for (int round = 0; round < 20; round++) {
            float[] logits = new float[classes * width * height];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) random.nextGaussian();
            }
            byte[] ids = best(logits, classes, width * height);
            byte[] found = new byte[toWidth * toHeight];
            SmoothEdges edges =
                    new SmoothEdges(ids, new byte[ids.length], logits, classes, width, height, Threshold.NONE);
            SmoothEdges.Target target =
                    new SmoothEdges.Target(new Box(left, top, partWidth, partHeight), width, height, toWidth, toHeight);
            edges.resize(target, found, new byte[found.length]);
            byte[] alone = new byte[found.length];
            edges.resizeClassIds(target, alone);
            assertArrayEquals(found, alone);

            float[] resized = new float[classes * found.length];
            for (int i = 0; i < resized.length; i++) {
                double x = left + (i % toWidth + 0.5) * partWidth / toWidth - 0.5;
                int row = i / toWidth % toHeight;
                double y = top + (row + 0.5) * partHeight / toHeight - 0.5;
                int firstX = (int) Math.ceil(left - 0.5);
                int firstY = (int) Math.ceil(top - 0.5);
                x = Math.min(Math.max(x, firstX), (int) Math.ceil(left + partWidth - 0.5) - 1);
                y = Math.min(Math.max(y, firstY), (int) Math.ceil(top + partHeight - 0.5) - 1);
                resized[i] = (float) at(logits, i / (toWidth * toHeight) * width * height, width, x, y);
            }
            byte[] expected = best(resized, classes, found.length);
            int different = 0;
            for (int i = 0; i < found.length; i++) {
                different += expected[i] == found[i] ? 0 : 1;
            }
            assertTrue(
                    different <= found.length / 500, different + " of " + found.length + " differ"); // but for rounding
        }
    }

    /** A value between the middles of pixels, as four products. */
    private static double at(float[] planes, int plane, int width, double x, double y) {
        double sum = 0;
        for (int i = (int) x; i <= Math.ceil(x); i++) {
            for (int j = (int) y; j <= Math.ceil(y); j++) {
                sum += (1 - Math.abs(x - i)) * (1 - Math.abs(y - j)) * planes[plane + j * width + i];
            }
        }
        return sum;
    }

    private static byte[] best(float[] logits, int classes, int pixels) {
        byte[] ids = new byte[pixels];
        for (int i = 0; i < pixels; i++) {
            for (int c = 1; c < classes; c++) {
                ids[i] = logits[c * pixels + i] > logits[ids[i] * pixels + i] ? (byte) c : ids[i];
            }
        }
        return ids;
    }

    /** A disc whose logits fall with the distance from its edge comes out rounder than by the nearest pixel: with logits, and without. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDiscIsRounderThanItsPixels(boolean withLogits) {
        int size = 16;
        int to = 128;
        float[] logits = new float[2 * size * size];
        byte[] confidences = new byte[size * size];
        for (int i = 0; i < size * size; i++) {
            int row = i / size;
            float logit = (float) (5.3 - Math.hypot(i % size - 7.6, row - 8.1));
            logits[size * size + i] = logit;
            confidences[i] = (byte) Math.round(255 / (1 + Math.exp(-Math.abs(logit))));
        }
        byte[] ids = best(logits, 2, size * size);
        byte[] smooth = resized(ids, confidences, withLogits ? logits : null, size, to);
        int wrongSmooth = 0;
        int wrongNearest = 0;
        for (int i = 0; i < to * to; i++) {
            int row = i / to;
            double x = (i % to + 0.5) * size / to - 0.5;
            double y = (row + 0.5) * size / to - 0.5;
            int truth = Math.hypot(x - 7.6, y - 8.1) < 5.3 ? 1 : 0;
            wrongSmooth += smooth[i] == truth ? 0 : 1;
            wrongNearest += ids[row / 8 * size + i % to / 8] == truth ? 0 : 1;
        }
        assertTrue(5 * wrongSmooth < wrongNearest, wrongSmooth + " of " + wrongNearest);
    }

    /** Masks that are not of a network have no confidences. */
    @Test
    void equalConfidencesPutTheEdgeInTheMiddle() {
        byte[] row = resized(new byte[] {1, 2, 1, 2}, new byte[4], null, 2, 8);
        assertArrayEquals(new byte[] {1, 1, 1, 1, 2, 2, 2, 2}, Arrays.copyOf(row, 8));
    }

    @Test
    void confidencesAreInterpolated() {
        byte[] confidences = {100, (byte) 200};
        byte[] to = new byte[4];
        new SmoothEdges(new byte[2], confidences, null, 1, 2, 1, Threshold.NONE)
                .resize(new SmoothEdges.Target(new Box(0, 0, 2, 1), 2, 1, 4, 1), new byte[4], to);
        assertArrayEquals(new byte[] {100, 125, (byte) 175, (byte) 200}, to);
    }

    @Test
    void idsAreUnsigned() {
        byte[] ids = {(byte) 200, (byte) 201, (byte) 200, (byte) 201};
        byte[] found = resized(ids, new byte[] {9, 9, 9, 9}, null, 2, 4);
        assertEquals(200, found[0] & 0xff);
        assertEquals(201, found[3] & 0xff);
    }

    private static byte[] resized(byte[] ids, byte[] confidences, float @Nullable [] logits, int size, int to) {
        byte[] found = new byte[to * to];
        new SmoothEdges(ids, confidences, logits, logits == null ? 256 : 2, size, size, Threshold.NONE)
                .resize(
                        new SmoothEdges.Target(new Box(0, 0, size, size), size, size, to, to),
                        found,
                        new byte[found.length]);
        return found;
    }
}
