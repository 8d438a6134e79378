package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class NormalDrawsTest {

    private static final int COUNT = 3_000_000;

    private final NormalDraws draws =
            new NormalDraws(RandomGeneratorFactory.of("L64X128MixRandom").create(1));

    /** Java's own differ between its versions once in some hundred thousand, so all count. */
    @Test
    void areTheSameInAllVersionsOfJava() {
        long hash = 0;
        for (int i = 0; i < COUNT; i++) {
            hash = 31 * hash + Double.doubleToLongBits(draws.next());
        }
        assertEquals(-7960203835620289812L, hash);
    }

    @Test
    void areNormal() {
        double[] moments = new double[5];
        int beyondTwo = 0;
        for (int i = 0; i < COUNT; i++) {
            double value = draws.next();
            for (int k = 1; k < moments.length; k++) {
                moments[k] += Math.pow(value, k) / COUNT;
            }
            beyondTwo += Math.abs(value) > 2 ? 1 : 0;
        }
        assertEquals(0, moments[1], 3e-3);
        assertEquals(1, moments[2], 4e-3);
        assertEquals(0, moments[3], 1e-2);
        assertEquals(3, moments[4], 4e-2);
        assertEquals(0.0455, (double) beyondTwo / COUNT, 6e-4);
    }

    @Test
    void cutOnesStayWithinTwoDeviations() {
        double square = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = draws.nextCut();
            assertTrue(Math.abs(value) <= 2);
            square += value * value / 100_000;
        }
        assertEquals(0.7737, square, 0.01); // of a normal cut at two deviations
    }
}
