package dev.maskwright.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoundaryOverlapTest {

    /** Against its definition: repeated erosion of each class by a 3x3 square, outside the picture being no class. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "7,13,1", "13,7,2", "33,20,3", "20,33,6", "9,9,20"})
    void theBoundaryIsWhatRepeatedErosionTakesAway(int width, int height, int distance) {
        SplittableRandom random = new SplittableRandom(width * 100L + height);
        for (int round = 0; round < 20; round++) {
            byte[] ids = blocks(random, width, height);
            assertArrayEquals(
                    eroded(ids, width, height, distance), BoundaryOverlap.boundary(ids, width, height, distance));
        }
    }

    private static byte[] blocks(SplittableRandom random, int width, int height) {
        byte[] ids = new byte[width * height];
        for (int block = 0; block < 4; block++) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int right = left + 1 + random.nextInt(width - left);
            int bottom = top + 1 + random.nextInt(height - top);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    ids[y * width + x] = (byte) (block % 3);
                }
            }
        }
        return ids;
    }

    private static boolean[] eroded(byte[] ids, int width, int height, int distance) {
        boolean[] boundary = new boolean[ids.length];
        for (int id = 0; id < 3; id++) {
            boolean[] mask = new boolean[ids.length];
            for (int i = 0; i < ids.length; i++) {
                mask[i] = ids[i] == id;
            }
            boolean[] left = mask.clone();
            for (int round = 0; round < distance; round++) {
                boolean[] before = left.clone();
                for (int i = 0; i < ids.length; i++) {
                    for (int dy = -1; dy <= 1; dy++) {
                        for (int dx = -1; dx <= 1; dx++) {
                            int x = i % width + dx;
                            int y = i / width + dy;
                            left[i] &= x >= 0 && x < width && y >= 0 && y < height && before[y * width + x];
                        }
                    }
                }
            }
            for (int i = 0; i < ids.length; i++) {
                boundary[i] |= mask[i] && !left[i];
            }
        }
        return boundary;
    }

    @Test
    void widthIsTwoPercentOfTheDiagonal() {
        assertEquals(6, BoundaryOverlap.distance(224, 224)); // 6.3
        assertEquals(12, BoundaryOverlap.distance(480, 360));
        assertEquals(1, BoundaryOverlap.distance(8, 8));
    }

    @Test
    void aShiftedSquareLosesMoreOfItsBoundaryThanOfItsArea() {
        int size = 100; // the diagonal is 141, a boundary 3 pixels wide
        byte[] truth = square(size, 20);
        byte[] shifted = square(size, 22);
        ConfusionMatrix area = new ConfusionMatrix(2);
        area.add(truth, shifted);
        BoundaryOverlap boundaries = new BoundaryOverlap(2);
        boundaries.add(truth, shifted, size, size);
        // of 60x60: frames of 3 pixels, 60*60 - 54*54 = 684, shifted by 2 to the right
        assertEquals(58 / 62.0, area.iou(1), 1e-12);
        // rows above and below: 2 * 3 * 58; columns: of 3 each, 1 is in both, on two sides, 54 high
        int frames = 2 * 3 * 58 + 2 * 54;
        assertEquals(frames / (double) (2 * 684 - frames), boundaries.iou(1), 1e-12);
        assertTrue(boundaries.iou(1) < area.iou(1));
    }

    private static byte[] square(int size, int left) {
        byte[] ids = new byte[size * size];
        for (int y = 20; y < 80; y++) {
            for (int x = left; x < left + 60; x++) {
                ids[y * size + x] = 1;
            }
        }
        return ids;
    }

    @Test
    void ignoredPixelsHaveNoPart() {
        int size = 100;
        byte[] truth = square(size, 20);
        byte[] predicted = square(size, 20);
        for (int y = 0; y < size; y++) {
            for (int x = 60; x < size; x++) {
                truth[y * size + x] = -1;
                predicted[y * size + x] = (byte) (x % 2); // nonsense
            }
        }
        BoundaryOverlap boundaries = new BoundaryOverlap(3);
        boundaries.add(truth, predicted, size, size);
        assertEquals(1, boundaries.iou(0));
        assertEquals(1, boundaries.iou(1));
        assertEquals(1, boundaries.meanIou(), "an absent class is left out");
        assertTrue(Double.isNaN(boundaries.iou(2)));
    }

    @Test
    void refusesWhatDoesNotFit() {
        BoundaryOverlap boundaries = new BoundaryOverlap(2);
        assertThrows(IllegalArgumentException.class, () -> boundaries.add(new byte[4], new byte[4], 3, 2));
        assertThrows(IllegalArgumentException.class, () -> boundaries.add(new byte[] {0, 0}, new byte[] {0, 2}, 2, 1));
    }
}
