package dev.maskwright.sdk.internal.preprocess;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.model.Resampler.Filter;
import org.junit.jupiter.api.Test;

class CoefficientsTest {

    /** This makes frames use the faster rounding, without clamping. */
    @Test
    void bilinearSumsStayInRange() {
        for (int size = 1; size <= 4096; size += 1 + size / 16) {
            for (int toSize = 1; toSize <= 2048; toSize += 1 + toSize / 8) {
                Coefficients coefficients = Coefficients.of(size, 0, size, Filter.BILINEAR, toSize);
                assertFalse(coefficients.overshoots(), size + " to " + toSize);
            }
        }
    }

    @Test
    void weightsWhoseRoundingAddsUpOvershoot() {
        int tooMuch = (1 << Coefficients.BITS) + (1 << 14);
        assertTrue(new Coefficients(new int[] {0}, new int[] {1}, new int[] {tooMuch}, 1, false).overshoots());
    }

    @Test
    void bicubicSumsMayOvershoot() {
        assertTrue(Coefficients.of(20, 0, 20, Filter.BICUBIC, 10).overshoots());
    }
}
