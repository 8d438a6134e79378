package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Levels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelEnlargingTest {

    /** Use {@code -Dmaskwright.enlargings=1000000} for a long run. */
    private static final int ROUNDS = Integer.getInteger("maskwright.enlargings", 3000);

    private static final int IMAGE = 1; // of a batch of two

    /** A case: levels of two images, and masks of one size. */
    private record Case(
            int classes,
            int width,
            int height,
            Levels levels,
            byte[] bytes,
            boolean alignsCorners,
            int toWidth,
            int toHeight) {

        static Case of(Random random, int toWidth, int toHeight) {
            int classes = 2 + random.nextInt(8);
            int width = 1 + random.nextInt(12);
            int height = 1 + random.nextInt(12);
            byte[] bytes = new byte[2 * classes * width * height];
            int kind = random.nextInt(4);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte)
                        switch (kind) {
                            case 0 -> random.nextInt(256);
                            case 1 -> 100 + random.nextInt(3); // many ties
                            case 2 -> random.nextBoolean() ? 255 : 0;
                            default -> 128 + 30 * random.nextGaussian();
                        };
            }
            Levels levels = new Levels(0.001f + random.nextFloat(), random.nextInt(256));
            return new Case(classes, width, height, levels, bytes, random.nextBoolean(), toWidth, toHeight);
        }

        Case enlarged(int times) {
            return new Case(classes, width, height, levels, bytes, false, times * width, times * height);
        }

        int offset() {
            return IMAGE * classes * width * height;
        }

        int level(int k, int x, int y) {
            return bytes[offset() + (k * height + y) * width + x] & 0xff;
        }

        LevelEnlarging enlarging() {
            return new LevelEnlarging(
                    new Logits(levels.scale()), classes, width, height, alignsCorners, toWidth, toHeight);
        }

        MaskTarget target() {
            return enlarging().target(new Box(0, 0, toWidth, toHeight), toWidth, toHeight, toWidth, toHeight);
        }

        void read(byte[] ids, byte[] confidences) {
            enlarging().read(ByteBuffer.wrap(bytes), offset(), ids, confidences);
        }
    }

    @Test
    void masksAreThoseOfTheSameNumbersAsFloats() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            int longest = round % 500 == 0 ? 300 : 40;
            Case one = Case.of(random, 1 + random.nextInt(longest), 1 + random.nextInt(longest));
            float[] floats = new float[one.bytes.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = one.bytes[i] & 0xff;
            }
            MaskEnlarging plain = new MaskEnlarging(
                    new LateEnlarging(
                            "test",
                            new Logits(one.levels.scale()),
                            one.classes,
                            one.width,
                            one.height,
                            one.alignsCorners),
                    one.toWidth,
                    one.toHeight);
            byte[] expected = new byte[one.toWidth * one.toHeight];
            byte[] expectedConfidences = new byte[expected.length];
            plain.read(FloatBuffer.wrap(floats), one.offset(), expected, expectedConfidences, null);
            byte[] ids = new byte[expected.length];
            byte[] confidences = new byte[expected.length];

            one.read(ids, confidences);

            assertArrayEquals(expected, ids, "round " + round);
            assertArrayEquals(expectedConfidences, confidences, "round " + round);
        }
    }

    /**
     * When enlarging by a power of two, positions between logits are multiples of {@code 1 / (2 * times)}, so
     * everything can be computed in integers.
     */
    @Test
    void idsAreExactWhereTheyAreEnlargedByAPowerOfTwo() {
        Random random = new Random(8);
        for (int round = 0; round < ROUNDS / 4; round++) {
            int times = 1 << random.nextInt(5);
            Case one = Case.of(random, 1, 1).enlarged(times);
            byte[] ids = new byte[one.toWidth * one.toHeight];
            one.read(ids, new byte[ids.length]);
            for (int i = 0; i < ids.length; i++) {
                int x = at(i % one.toWidth, times, one.width);
                int y = at(i / one.toWidth, times, one.height);
                int best = 0;
                long most = -1;
                for (int k = 0; k < one.classes; k++) {
                    long sum = sum(one, k, x, y, times);
                    if (sum > most) {
                        most = sum;
                        best = k;
                    }
                }
                assertEquals(best, ids[i] & 0xff, "round %d, pixel %d".formatted(round, i));
            }
        }
    }

    /** The position of a pixel between logits, in units of {@code 1 / (2 * times)} of their distance. */
    private static int at(int pixel, int times, int size) {
        return Math.min(Math.max(2 * pixel + 1 - times, 0), 2 * times * (size - 1));
    }

    private static long sum(Case one, int k, int x, int y, int times) {
        int step = 2 * times;
        int left = x / step;
        int top = y / step;
        int right = Math.min(left + 1, one.width - 1);
        int bottom = Math.min(top + 1, one.height - 1);
        long u = x % step;
        long v = y % step;
        return (step - v) * ((step - u) * one.level(k, left, top) + u * one.level(k, right, top))
                + v * ((step - u) * one.level(k, left, bottom) + u * one.level(k, right, bottom));
    }

    /**
     * At any size, the chosen class has the highest interpolated logit, except for differences below float precision.
     */
    @Test
    void idsAreThoseOfTheLogits() {
        Random random = new Random(9);
        for (int round = 0; round < ROUNDS / 4; round++) {
            Case one = Case.of(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
            byte[] ids = new byte[one.toWidth * one.toHeight];
            one.read(ids, new byte[ids.length]);
            MaskTarget target = one.target();
            for (int i = 0; i < ids.length; i++) {
                double chosen = logit(one, target, ids[i] & 0xff, i);
                for (int k = 0; k < one.classes; k++) {
                    assertTrue(
                            logit(one, target, k, i) - chosen < 1e-4 * one.levels.scale(),
                            "round %d, pixel %d, class %d".formatted(round, i, k));
                }
            }
        }
    }

    private static double logit(Case one, MaskTarget target, int k, int pixel) {
        Interpolation across = target.across();
        Interpolation down = target.down();
        int x = pixel % one.toWidth;
        int y = pixel / one.toWidth;
        double u = across.weight(x);
        double v = down.weight(y);
        double upper = (1 - u) * value(one, k, across.first(x), down.first(y))
                + u * value(one, k, across.second(x), down.first(y));
        double lower = (1 - u) * value(one, k, across.first(x), down.second(y))
                + u * value(one, k, across.second(x), down.second(y));
        return (1 - v) * upper + v * lower;
    }

    private static double value(Case one, int k, int x, int y) {
        return one.levels.value(one.level(k, x, y));
    }

    @Test
    void confidencesAreSoftmaxOfTheLogits() {
        Random random = new Random(10);
        for (int round = 0; round < ROUNDS / 4; round++) {
            Case one = Case.of(random, 1, 1).enlarged(1);
            byte[] ids = new byte[one.width * one.height];
            byte[] confidences = new byte[ids.length];
            one.read(ids, confidences);
            for (int i = 0; i < ids.length; i++) {
                int x = i % one.width;
                int y = i / one.width;
                double sum = 0;
                double highest = value(one, ids[i] & 0xff, x, y);
                for (int k = 0; k < one.classes; k++) {
                    sum += Math.exp(value(one, k, x, y) - highest);
                }
                assertEquals(255 / sum, confidences[i] & 0xff, 0.51, "round %d, pixel %d".formatted(round, i));
            }
        }
    }
}
