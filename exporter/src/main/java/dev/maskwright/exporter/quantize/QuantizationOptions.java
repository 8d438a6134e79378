package dev.maskwright.exporter.quantize;

import java.util.Set;

/**
 * How a model is quantised.
 *
 * @param method how the ranges of values are chosen
 * @param exclude names of layers that stay float
 * @param reducedRange whether weights have 7 bits instead of 8: for processors with AVX2 but without VNNI, whose sums of
 *     two products of 8 bits are cut off at 16
 * @param biasCorrection whether biases make up for what rounding the weights does to a layer's mean output
 */
public record QuantizationOptions(
        CalibrationMethod method, Set<String> exclude, boolean reducedRange, boolean biasCorrection) {

    public QuantizationOptions {
        exclude = Set.copyOf(exclude);
    }

    /** What was best on the models that come with Maskwright. */
    public static QuantizationOptions defaults() {
        return new QuantizationOptions(CalibrationMethod.MSE, Set.of(), false, true);
    }

    public QuantizationOptions withMethod(CalibrationMethod newMethod) {
        return new QuantizationOptions(newMethod, exclude, reducedRange, biasCorrection);
    }

    public QuantizationOptions withExclude(Set<String> newExclude) {
        return new QuantizationOptions(method, newExclude, reducedRange, biasCorrection);
    }

    public QuantizationOptions withReducedRange(boolean newReducedRange) {
        return new QuantizationOptions(method, exclude, newReducedRange, biasCorrection);
    }

    public QuantizationOptions withBiasCorrection(boolean newBiasCorrection) {
        return new QuantizationOptions(method, exclude, reducedRange, newBiasCorrection);
    }
}
