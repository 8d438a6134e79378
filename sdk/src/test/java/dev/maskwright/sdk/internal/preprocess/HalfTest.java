package dev.maskwright.sdk.internal.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfTest {

    @Test
    void everyHalfIsWhatTheEngineTakesItFor() {
        for (int bits = Short.MIN_VALUE; bits <= Short.MAX_VALUE; bits++) {
            float expected = Fp16Conversions.mlasFp16ToFloat((short) bits);
            assertEquals(expected, Half.toFloat((short) bits), "bits " + bits);
            if (!Float.isNaN(expected)) {
                assertEquals((short) bits, Half.of(expected), "bits " + bits);
            }
        }
    }

    @Test
    void floatsBecomeTheNearestHalf() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(36) - 20));
            assertEquals(Fp16Conversions.mlasFloatToFp16(value), Half.of(value), "value " + value);
        }
        assertEquals(Float.POSITIVE_INFINITY, Half.toFloat(Half.of(1e9f)));
        assertEquals(Float.NaN, Half.toFloat(Half.of(Float.NaN)));
        assertEquals(65504, Half.toFloat(Half.of(65519)));
    }
}
