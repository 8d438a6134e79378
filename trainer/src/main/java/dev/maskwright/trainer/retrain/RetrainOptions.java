package dev.maskwright.trainer.retrain;

import java.time.Duration;

/**
 * How a network is retrained.
 *
 * @param crops views that are cut from each corrected picture
 * @param steps of the optimiser, at least 1
 * @param corrected views of corrected pictures in each step, at least 1
 * @param replayed views of old pictures in each step; as many corrected ones more where there are no old ones
 * @param learningRate at the beginning; it falls to 0
 * @param weightDecay of weights
 * @param averageDecay of the moving average whose weights are taken, 0..1
 * @param softLabels what the probabilities of the old network count beside labels
 * @param stride of how many rows and columns of pixels the loss looks at one
 * @param longest after which training ends, whatever the steps: the rate falls with the time, then
 * @param seed same seed, same result on one thread
 */
public record RetrainOptions(
        int crops,
        int steps,
        int corrected,
        int replayed,
        double learningRate,
        double weightDecay,
        double averageDecay,
        double softLabels,
        int stride,
        Duration longest,
        long seed) {

    /** @throws IllegalArgumentException if a count is below 1 or a number below 0 */
    public RetrainOptions {
        if (crops < 1 || steps < 1 || corrected < 1 || replayed < 0 || stride < 1) {
            throw new IllegalArgumentException(
                    "retraining needs crops, steps, corrected views and a stride of at least 1, got %d, %d, %d and %d; and no less than 0 replayed, got %d"
                            .formatted(crops, steps, corrected, stride, replayed));
        }
        if (!(learningRate > 0 && weightDecay >= 0 && averageDecay >= 0 && averageDecay < 1 && softLabels >= 0)) {
            throw new IllegalArgumentException(
                    "retraining needs a learning rate above 0, decays from 0 to below 1 and soft labels of at least 0, got %s, %s, %s and %s"
                            .formatted(learningRate, weightDecay, averageDecay, softLabels));
        }
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("retraining takes longer than " + longest);
        }
    }

    /** What takes about two and a half minutes on one core with the default model. */
    public static RetrainOptions defaults() {
        return new RetrainOptions(8, 400, 8, 8, 1e-3, 0.01, 0.98, 1, 2, Duration.ofSeconds(150), 1);
    }

    public RetrainOptions withSteps(int changed) {
        return new RetrainOptions(
                crops,
                changed,
                corrected,
                replayed,
                learningRate,
                weightDecay,
                averageDecay,
                softLabels,
                stride,
                longest,
                seed);
    }

    public RetrainOptions withCrops(int changed) {
        return new RetrainOptions(
                changed,
                steps,
                corrected,
                replayed,
                learningRate,
                weightDecay,
                averageDecay,
                softLabels,
                stride,
                longest,
                seed);
    }

    public RetrainOptions withLongest(Duration changed) {
        return new RetrainOptions(
                crops,
                steps,
                corrected,
                replayed,
                learningRate,
                weightDecay,
                averageDecay,
                softLabels,
                stride,
                changed,
                seed);
    }

    public RetrainOptions withLearningRate(double changed) {
        return new RetrainOptions(
                crops,
                steps,
                corrected,
                replayed,
                changed,
                weightDecay,
                averageDecay,
                softLabels,
                stride,
                longest,
                seed);
    }

    public RetrainOptions withSoftLabels(double changed) {
        return new RetrainOptions(
                crops,
                steps,
                corrected,
                replayed,
                learningRate,
                weightDecay,
                averageDecay,
                changed,
                stride,
                longest,
                seed);
    }

    public RetrainOptions withSeed(long changed) {
        return new RetrainOptions(
                crops,
                steps,
                corrected,
                replayed,
                learningRate,
                weightDecay,
                averageDecay,
                softLabels,
                stride,
                longest,
                changed);
    }
}
