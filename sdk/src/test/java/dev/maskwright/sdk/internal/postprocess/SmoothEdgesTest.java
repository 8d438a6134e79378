package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmoothEdgesTest {

    private static byte[] best(float[] logits, int classes, int pixels) {
        byte[] ids = new byte[pixels];
        for (int i = 0; i < pixels; i++) {
            for (int c = 1; c < classes; c++) {
                ids[i] = logits[c * pixels + i] > logits[ids[i] * pixels + i] ? (byte) c : ids[i];
            }
        }
        return ids;
    }

    /**
     * A disc whose logits fall with the distance from its edge comes out rounder than by nearest pixel, from
     * confidences alone.
     */
    @Test
    void aDiscIsRounderThanItsPixels() {
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
        byte[] smooth = resized(ids, confidences, size, to);
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

    /** Masks that do not come from a network have no meaningful confidences. */
    @Test
    void equalConfidencesPutTheEdgeInTheMiddle() {
        byte[] row = resized(new byte[] {1, 2, 1, 2}, new byte[4], 2, 8);
        assertArrayEquals(new byte[] {1, 1, 1, 1, 2, 2, 2, 2}, Arrays.copyOf(row, 8));
    }

    @Test
    void confidencesAreInterpolated() {
        byte[] confidences = {100, (byte) 200};
        byte[] to = new byte[4];
        new SmoothEdges(new byte[2], confidences, 2)
                .resize(MaskTarget.ofMask(new Box(0, 0, 2, 1), 2, 1, 4, 1), new byte[4], to);
        assertArrayEquals(new byte[] {100, 125, (byte) 175, (byte) 200}, to);
    }

    @Test
    void idsAreUnsigned() {
        byte[] ids = {(byte) 200, (byte) 201, (byte) 200, (byte) 201};
        byte[] found = resized(ids, new byte[] {9, 9, 9, 9}, 2, 4);
        assertEquals(200, found[0] & 0xff);
        assertEquals(201, found[3] & 0xff);
    }

    private static byte[] resized(byte[] ids, byte[] confidences, int size, int to) {
        byte[] found = new byte[to * to];
        new SmoothEdges(ids, confidences, size)
                .resize(
                        MaskTarget.ofMask(new Box(0, 0, size, size), size, size, to, to),
                        found,
                        new byte[found.length]);
        return found;
    }
}
