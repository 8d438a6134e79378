package dev.maskwright.models.weights;

import java.util.random.RandomGenerator;

/**
 * Normally distributed numbers by Marsaglia's polar method. {@link RandomGenerator#nextGaussian} gives slightly
 * different numbers in Java 25 than in Java 17, so that the same seed would give other weights.
 *
 * @see <a href="https://doi.org/10.1137/1006063">Marsaglia and Bray: A Convenient Method for Generating Normal
 *     Variables</a>
 */
final class NormalDraws {

    private final RandomGenerator random;

    NormalDraws(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A number of mean 0 and deviation 1. The second number of each pair is discarded, so that a draw depends on the
     * generator alone.
     */
    double next() {
        double x;
        double square;
        do {
            x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    }

    /** The same, truncated at two deviations from the mean. */
    double nextCut() {
        double value = next();
        while (Math.abs(value) > 2) {
            value = next();
        }
        return value;
    }
}
