package dev.maskwright.exporter.quantize;

import java.util.Set;

/**
 * How a model is quantised.
 *
 * @param method how the ranges of values are chosen
 * @param exclude names of layers that stay float
 * @param reducedRange whether weights have 7 bits instead of 8: for processors with AVX2 but without VNNI, whose sums
 *     of two products of 8 bits are cut off at 16
 * @param biasCorrection whether biases make up for what rounding the weights does to a layer's mean output
 */
public record QuantizationSettings(
        CalibrationMethod method, Set<String> exclude, boolean reducedRange, boolean biasCorrection) {

    public QuantizationSettings {
        exclude = Set.copyOf(exclude);
    }

    /** What was best on the models that come with Maskwright. */
    public static QuantizationSettings defaults() {
        return new QuantizationSettings(CalibrationMethod.MSE, Set.of(), false, true);
    }

    public QuantizationSettings withMethod(CalibrationMethod newMethod) {
        return new QuantizationSettings(newMethod, exclude, reducedRange, biasCorrection);
    }

    public QuantizationSettings withExclude(Set<String> newExclude) {
        return new QuantizationSettings(method, newExclude, reducedRange, biasCorrection);
    }

    public QuantizationSettings withReducedRange(boolean newReducedRange) {
        return new QuantizationSettings(method, exclude, newReducedRange, biasCorrection);
    }

    public QuantizationSettings withBiasCorrection(boolean newBiasCorrection) {
        return new QuantizationSettings(method, exclude, reducedRange, newBiasCorrection);
    }
}
