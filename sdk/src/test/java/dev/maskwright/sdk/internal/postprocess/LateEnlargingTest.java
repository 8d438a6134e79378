package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.geometry.Box;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LateEnlargingTest {

    /** Use {@code -Dmaskwright.enlargings=1000000} for a long run. */
    private static final int ROUNDS = Integer.getInteger("maskwright.enlargings", 3000);

    /** Few levels make ties, at corners and between them; parts are like those that letterboxing leaves. */
    @Test
    void idsAreThoseOfInterpolatingEveryClass() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            int classes = 2 + random.nextInt(8);
            int width = size(random);
            int height = size(random);
            float[] logits = logits(random, classes, width * height);
            double left = random.nextBoolean() ? 0 : random.nextDouble() * width / 3;
            double top = random.nextBoolean() ? 0 : random.nextDouble() * height / 3;
            Box part = new Box(left, top, Math.max(1, width - 2 * left), Math.max(1, height - 2 * top));
            int toWidth = size(random);
            int toHeight = size(random);
            LateEnlarging enlarging =
                    new LateEnlarging("test", Logits.PLAIN, classes, width, height, random.nextBoolean());
            MaskTarget target = enlarging.target(part, width, height, toWidth, toHeight);
            enlarging.read(FloatBuffer.wrap(logits), 0);
            byte[] found = new byte[toWidth * toHeight];
            enlarging.resizeClassIds(target, found, enlarging.newScratch());
            assertArrayEquals(plain(logits, classes, width, height, target), found, "round " + round);
        }
    }

    /** 1 to 300, with each power of two equally likely. */
    private static int size(Random random) {
        return (int) Math.exp(random.nextDouble() * Math.log(301));
    }

    @Test
    void rowsThatChangeAloneGiveWhatAllGives() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            int classes = 2 + random.nextInt(8);
            int width = 1 + random.nextInt(12);
            int height = 1 + random.nextInt(12);
            float[] logits = logits(random, classes, width * height);
            MaskEnlarging all = enlarging(classes, width, height);
            MaskEnlarging rows = enlarging(classes, width, height);
            byte[] ids = new byte[9 * width * height];
            byte[] confidences = new byte[ids.length];
            byte[] expectedIds = new byte[ids.length];
            byte[] expectedConfidences = new byte[ids.length];
            rows.read(FloatBuffer.wrap(logits), 0, ids, confidences, null);
            for (int change = 0; change < 4; change++) {
                int top = random.nextInt(height);
                int bottom = top + 1 + random.nextInt(height - top);
                float[] others = logits(random, classes, width * height);
                float times = 1 << random.nextInt(4); // more rounding, or less
                for (int i = 0; i < logits.length; i++) {
                    int y = i / width % height;
                    logits[i] = y >= top && y < bottom ? times * others[i] : logits[i];
                }

                rows.readRows(FloatBuffer.wrap(logits), top, bottom, ids, confidences, null);

                all.read(FloatBuffer.wrap(logits), 0, expectedIds, expectedConfidences, null);
                assertArrayEquals(expectedIds, ids, "round " + round);
                assertArrayEquals(expectedConfidences, confidences, "round " + round);
            }
        }
    }

    private static MaskEnlarging enlarging(int classes, int width, int height) {
        return new MaskEnlarging(
                new LateEnlarging("test", Logits.PLAIN, classes, width, height, false), 3 * width, 3 * height);
    }

    /** Interpolates each class at each pixel, then takes the highest. */
    private static byte[] plain(float[] logits, int classes, int width, int height, MaskTarget target) {
        Interpolation across = target.across();
        Interpolation down = target.down();
        byte[] ids = new byte[across.size() * down.size()];
        for (int y = 0; y < down.size(); y++) {
            for (int x = 0; x < across.size(); x++) {
                float v = down.weight(y);
                float u = across.weight(x);
                float most = Float.NEGATIVE_INFINITY;
                for (int k = 0; k < classes; k++) {
                    int upper = k * width * height + down.first(y) * width;
                    int lower = k * width * height + down.second(y) * width;
                    float left = (1 - v) * logits[upper + across.first(x)] + v * logits[lower + across.first(x)];
                    float right = (1 - v) * logits[upper + across.second(x)] + v * logits[lower + across.second(x)];
                    float logit = (1 - u) * left + u * right;
                    if (logit > most) {
                        most = logit;
                        ids[y * across.size() + x] = (byte) k;
                    }
                }
            }
        }
        return ids;
    }

    /** Noise, levels of an int8 model, or numbers that differ only in their last bits. */
    private static float[] logits(Random random, int classes, int pixels) {
        float[] logits = new float[classes * pixels];
        int kind = random.nextInt(4);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = switch (kind) {
                case 0 -> (float) random.nextGaussian();
                case 1 -> (random.nextInt(256) - 92) * 0.0628814f;
                case 2 -> random.nextInt(3);
                default -> 1 + Math.ulp(1f) * random.nextInt(3);
            };
        }
        return logits;
    }

    /** The weights of ONNX Runtime's and PyTorch's bilinear resize: half-pixel centres, edges repeated. */
    @Test
    void centresAreHalfPixels() {
        LateEnlarging enlarging = new LateEnlarging("test", Logits.PLAIN, 2, 2, 1, false);
        MaskTarget target = enlarging.target(new Box(0, 0, 8, 4), 8, 4, 8, 4);
        enlarging.read(
                FloatBuffer.wrap(new float[] {0, 0, -3, 5}), 0); // class 1 rises from -3 to 5: 0 at 3/8 of the way
        byte[] ids = new byte[32];
        byte[] confidences = new byte[32];
        enlarging.resize(target, ids, confidences, enlarging.newScratch());
        // Pixels lie at -3/8, -1/8, 1/8, 3/8, 5/8 ... of the way; at 3/8 both are equal, and the lower id wins.
        assertArrayEquals(new byte[] {0, 0, 0, 0, 1, 1, 1, 1}, java.util.Arrays.copyOf(ids, 8));
        double first = 255 / (1 + Math.exp(-3));
        double second = 255 / (1 + Math.exp(-5));
        assertEquals(first, confidences[0] & 0xff, 1);
        assertEquals(first + (second - first) * 3 / 8, confidences[3] & 0xff, 1);
        assertEquals(second, confidences[7] & 0xff, 1);
    }

    /** PyTorch's {@code align_corners=True}: 2 logits become 5 pixels at 0, 1/4, 1/2, 3/4 and 1. */
    @Test
    void cornersMayBeAligned() {
        LateEnlarging enlarging = new LateEnlarging("test", Logits.PLAIN, 2, 2, 1, true);
        enlarging.read(FloatBuffer.wrap(new float[] {0, 0, -1, 3}), 0); // class 1 is 0 at 1/4: equal, the lower id wins
        byte[] ids = new byte[5];
        enlarging.resizeClassIds(enlarging.target(new Box(0, 0, 5, 1), 5, 1, 5, 1), ids, enlarging.newScratch());
        assertArrayEquals(new byte[] {0, 0, 1, 1, 1}, ids);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        LateEnlarging enlarging = new LateEnlarging("road.onnx", Logits.PLAIN, 2, 2, 1, false);
        SegmentationException refused = assertThrows(
                SegmentationException.class,
                () -> enlarging.read(FloatBuffer.wrap(new float[] {0, Float.NaN, 1, 1}), 0));
        assertTrue(String.valueOf(refused.getMessage())
                .startsWith("road.onnx: the logit of class 0 at pixel (1, 0) is NaN"));
    }

    @Test
    void aDiscIsRounderThanItsLogits() {
        int size = 16;
        int to = 128;
        float[] logits = new float[2 * size * size];
        for (int i = 0; i < size * size; i++) {
            int row = i / size;
            logits[size * size + i] = (float) (5.3 - Math.hypot(i % size - 7.6, row - 8.1));
        }
        LateEnlarging enlarging = new LateEnlarging("test", Logits.PLAIN, 2, size, size, false);
        enlarging.read(FloatBuffer.wrap(logits), 0);
        byte[] ids = new byte[to * to];
        enlarging.resizeClassIds(
                enlarging.target(new Box(0, 0, size, size), size, size, to, to), ids, enlarging.newScratch());
        int wrong = 0;
        int wrongNearest = 0;
        for (int i = 0; i < to * to; i++) {
            int row = i / to;
            double x = (i % to + 0.5) * size / to - 0.5;
            double y = (row + 0.5) * size / to - 0.5;
            int truth = Math.hypot(x - 7.6, y - 8.1) < 5.3 ? 1 : 0;
            wrong += ids[i] == truth ? 0 : 1;
            wrongNearest += (logits[size * size + row / 8 * size + i % to / 8] > 0 ? 1 : 0) == truth ? 0 : 1;
        }
        assertTrue(5 * wrong < wrongNearest, wrong + " of " + wrongNearest);
    }
}
