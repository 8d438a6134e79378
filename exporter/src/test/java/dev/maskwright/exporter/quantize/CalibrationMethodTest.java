package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CalibrationMethodTest {

    private final Random random = new Random(5);

    private static Histogram histogram(float... numbers) {
        Histogram histogram = new Histogram();
        histogram.add(numbers, numbers.length);
        return histogram;
    }

    private float[] normal(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @ParameterizedTest
    @EnumSource
    void evenlySpreadNumbersKeepTheirRange(CalibrationMethod method) {
        float[] numbers = new float[200_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 3 - 1;
        }
        Range range = method.range(histogram(numbers));
        assertEquals(-1, range.low(), 0.1, method.name());
        assertEquals(2, range.high(), 0.1, method.name());
    }

    @ParameterizedTest
    @EnumSource
    void rectifiedNumbersBeginAtZero(CalibrationMethod method) {
        float[] numbers = normal(100_000);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.max(0, numbers[i]);
        }
        Range range = method.range(histogram(numbers));
        assertEquals(0, range.low(), method.name());
        assertEquals(0, range.zeroPoint(), method.name());
        assertTrue(range.high() > 2 && range.high() < 6, method + " " + range);
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCENTILE", "ENTROPY", "MSE"})
    void oneOutlierDoesNotCoarsenTheRest(CalibrationMethod method) {
        float[] numbers = normal(300_000);
        numbers[17] = 60;
        Range range = method.range(histogram(numbers));
        assertTrue(range.high() < 45, method + " " + range);
        assertTrue(range.high() > 2.5 && range.low() < -2.5, method + " " + range);
    }

    @Test
    void leastSquaredErrorIsFoundForTheNormalDistribution() {
        // For 8 bits, the best symmetric range of a normal distribution ends at 3.92 times its deviation (uniform
        // quantiser).
        Range range = CalibrationMethod.MSE.range(histogram(normal(2_000_000)));
        assertEquals(3.92, range.high(), 0.25);
        assertEquals(-3.92, range.low(), 0.25);
    }

    @Test
    void smallestAndLargestAreTheRangeOfMinMax() {
        Range range = CalibrationMethod.MIN_MAX.range(histogram(-0.25f, 3, 1, 0.5f));
        assertEquals(new Range(-0.25, 3), range);
    }

    @Test
    void histogramGrowsWithoutLosingCounts() {
        Histogram histogram = new Histogram();
        float[] small = {0.001f, -0.002f, 0};
        histogram.add(small, 3);
        float[] large = {-700, 5, 0.003f};
        histogram.add(large, 3);
        long sum = 0;
        for (int bin = histogram.first(); bin < histogram.end(); bin++) {
            sum += histogram.count(bin);
        }
        assertEquals(6, sum);
        assertEquals(-700, histogram.middle(histogram.first()), histogram.width());
        assertEquals(5, histogram.middle(histogram.end() - 1), histogram.width());
        assertEquals(new Range(-700, 5), histogram.range());
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> histogram(1, Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> histogram(Float.POSITIVE_INFINITY));
    }

    @Test
    void zeroIsALevelOfEveryRange() {
        assertEquals(0, new Range(0.5, 2).zeroPoint());
        assertEquals(255, new Range(-2, -1).zeroPoint());
        assertEquals(85, new Range(-1, 2).zeroPoint());
        assertEquals(1, new Range(0, 0).step(), "a value that is always 0 has a step all the same");
    }
}
