package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {

    @Test
    void isCloseToTheExactOneOverItsWholeRange() {
        assertEquals(1, Exponential.of(0));
        for (float x = 0; x > -24 * Math.log(2); x -= 0.00037f) {
            assertEquals(1, Exponential.of(x) / Math.exp(x), 5e-6, "x " + x);
        }
    }

    @Test
    void isNothingWhereNoFloatWouldShowIt() {
        for (float x : new float[] {-16.7f, -100, -1e9f, Float.NEGATIVE_INFINITY}) {
            assertEquals(0, Exponential.of(x), "x " + x);
        }
        assertTrue(Float.isNaN(Exponential.of(Float.NaN)));
    }

    @Test
    void manyAreAddedToTheBitAsOne() {
        int count = 1000;
        float[] xs = new float[count];
        float[] largest = new float[count];
        float[] sums = new float[count];
        float[] expected = new float[count];
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < count; i++) {
                largest[i] = (float) random.nextGaussian() * 5;
                xs[i] = largest[i] - random.nextFloat() * (i % 7 == 0 ? 40 : 8);
                expected[i] += Exponential.of(xs[i] - largest[i]);
            }
            xs[3] = largest[3];
            expected[3] = 0;
            sums[3] = -1;
            xs[4] = Float.NEGATIVE_INFINITY;
            expected[4] = 0;
            sums[4] = 0;
            xs[5] = Float.NaN;
            expected[5] = Float.NaN;
            Exponential.add(xs, largest, 1, new float[count], new float[count], sums);
            assertArrayEquals(expected, sums);
        }
    }
}
