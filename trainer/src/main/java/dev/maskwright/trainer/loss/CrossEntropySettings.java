package dev.maskwright.trainer.loss;

import java.util.List;

/**
 * The part of {@link CrossEntropy} in a loss.
 *
 * @param factor of it in the sum, at least 0
 * @param classBalance how much rare classes are favoured: 0 not at all, 1 inversely proportional to their share of the
 *     pixels
 * @param weights of the classes, instead of those derived from {@code classBalance}; empty to use those
 * @param labelSmoothing the share of a label that is spread over all classes, at least 0 and below 1
 */
public record CrossEntropySettings(double factor, double classBalance, List<Double> weights, double labelSmoothing) {

    public CrossEntropySettings {
        weights = List.copyOf(weights);
        LossSettings.requireShare("crossEntropy.classBalance", classBalance);
        List<Double> given = weights;
        LossSettings.checked(() -> new CrossEntropy(classWeights(given), labelSmoothing));
    }

    /** Factor 1, with rare classes favoured by the square root of their share. */
    public static CrossEntropySettings defaults() {
        return new CrossEntropySettings(1, 0.5, List.of(), 0);
    }

    public CrossEntropySettings withFactor(double changed) {
        return new CrossEntropySettings(changed, classBalance, weights, labelSmoothing);
    }

    public CrossEntropySettings withClassBalance(double changed) {
        return new CrossEntropySettings(factor, changed, weights, labelSmoothing);
    }

    public CrossEntropySettings withWeights(List<Double> changed) {
        return new CrossEntropySettings(factor, classBalance, changed, labelSmoothing);
    }

    public CrossEntropySettings withLabelSmoothing(double changed) {
        return new CrossEntropySettings(factor, classBalance, weights, changed);
    }

    /**
     * The weights of a data set's classes: the set ones, or else those derived from the balance.
     *
     * @param pixels number of pixels of each class in the training split
     * @throws IllegalArgumentException if weights are set, but not one for each class
     */
    ClassWeights classWeights(long[] pixels) {
        if (weights.isEmpty()) {
            return ClassWeights.balanced(pixels, classBalance);
        }
        if (weights.size() != pixels.length) {
            throw new IllegalArgumentException(
                    ("loss.crossEntropy.weights has %d numbers, but the data has %d classes; give"
                                    + " one for each, in the order of their ids")
                            .formatted(weights.size(), pixels.length));
        }
        return classWeights(weights);
    }

    private static ClassWeights classWeights(List<Double> weights) {
        return new ClassWeights(weights.stream().map(Double::floatValue).toList());
    }
}
