package dev.maskwright.trainer.retrain;

import java.time.Duration;

/**
 * How long a network is retrained, and how fast.
 *
 * @param crops number of views that are cut from each corrected picture, at least 1
 * @param steps of the optimiser, at least 1
 * @param learningRate the highest: it rises over the first steps, then falls to 0
 * @param longest time limit of the training, whatever the steps: the rate then falls with the time
 * @param seed same seed, same result on one thread
 */
public record RetrainOptions(int crops, int steps, double learningRate, Duration longest, long seed) {

    /** @throws IllegalArgumentException if a count is below 1, or the rate or the time is not above 0 */
    public RetrainOptions {
        if (crops < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "retraining needs crops and steps of at least 1, got %d and %d".formatted(crops, steps));
        }
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("retraining needs a learning rate above 0, got " + learningRate);
        }
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("the time for retraining must be above 0, got " + longest);
        }
    }

    /** Defaults that take about two minutes on one core with the default model and twenty pictures. */
    public static RetrainOptions defaults() {
        return new RetrainOptions(32, 400, 1e-3, Duration.ofSeconds(150), 1);
    }

    public RetrainOptions withCrops(int newCrops) {
        return new RetrainOptions(newCrops, steps, learningRate, longest, seed);
    }

    public RetrainOptions withSteps(int newSteps) {
        return new RetrainOptions(crops, newSteps, learningRate, longest, seed);
    }

    public RetrainOptions withLearningRate(double newRate) {
        return new RetrainOptions(crops, steps, newRate, longest, seed);
    }

    public RetrainOptions withLongest(Duration newLongest) {
        return new RetrainOptions(crops, steps, learningRate, newLongest, seed);
    }

    public RetrainOptions withSeed(long newSeed) {
        return new RetrainOptions(crops, steps, learningRate, longest, newSeed);
    }
}
