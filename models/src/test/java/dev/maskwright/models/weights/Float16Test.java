package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Float16Test {

    @Test
    void everyNumberGoesThereAndBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Float16.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertTrue(Float.isNaN(Float16.toFloat(Float16.toBits(value))), "bits " + bits);
            } else {
                assertEquals((short) bits, Float16.toBits(value), "bits " + bits);
            }
        }
    }

    @Test
    void bitsMeanWhatTheStandardSays() {
        for (int bits = 0; bits < 1 << 15; bits++) {
            int exponent = bits >>> 10;
            int fraction = bits & 0x3ff;
            double expected = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
            if (exponent < 31) {
                assertEquals(expected, Float16.toFloat((short) bits));
                assertEquals(-expected, Float16.toFloat((short) (bits | 0x8000)));
            }
        }
        assertEquals(Float.POSITIVE_INFINITY, Float16.toFloat((short) 0x7c00));
        assertEquals(Float.NEGATIVE_INFINITY, Float16.toFloat((short) 0xfc00));
        assertTrue(Float.isNaN(Float16.toFloat((short) 0x7c01)));
    }

    /** Between each two neighbours: what lies below the middle goes down, above it up, and the middle to even. */
    @Test
    void roundsToTheNearestAndTiesToEven() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            float low = Float16.toFloat((short) bits);
            float high = Float16.toFloat((short) (bits + 1));
            float middle = (low + high) / 2; // exact in float
            short even = (short) (bits + (bits & 1));
            assertEquals((short) bits, Float16.toBits(Math.nextDown(middle)));
            assertEquals(even, Float16.toBits(middle));
            assertEquals((short) (bits + 1), Float16.toBits(Math.nextUp(middle)));
            assertEquals((short) (even | 0x8000), Float16.toBits(-middle));
        }
    }

    @ParameterizedTest
    @CsvSource({"65504, 65504", "65519.99, 65504", "65520, Infinity", "1e10, Infinity", "-1e10, -Infinity"})
    void whatIsTooLargeBecomesInfinity(float value, float expected) {
        assertEquals(expected, Float16.toFloat(Float16.toBits(value)));
    }
}
