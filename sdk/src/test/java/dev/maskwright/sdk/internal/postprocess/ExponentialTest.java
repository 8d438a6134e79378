package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
