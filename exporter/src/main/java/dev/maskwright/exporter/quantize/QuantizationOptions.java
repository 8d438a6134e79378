package dev.maskwright.exporter.quantize;

import java.util.Set;

/**
 * How a model is quantised.
 *
 * @param method how the ranges of values are chosen
 * @param exclude names of layers that stay float
 * @param reducedRange whether weights have 7 bits instead of 8: for processors with AVX2 but without VNNI, whose sums
 *     of two products of 8 bits saturate at 16
 * @param biasCorrection whether biases compensate for the effect of rounded weights on a layer's mean output
 * @param byteLogits whether the graph ends with logits of uint8, whose scale is in the card, where its last layer is
 *     int8: the same numbers, from which the SDK makes masks without floats. Other runtimes have to apply the scale
 */
public record QuantizationOptions(
        CalibrationMethod method,
        Set<String> exclude,
        boolean reducedRange,
        boolean biasCorrection,
        boolean byteLogits) {

    public QuantizationOptions {
        exclude = Set.copyOf(exclude);
    }

    /** The best options for the models that come with Maskwright. */
    public static QuantizationOptions defaults() {
        return new QuantizationOptions(CalibrationMethod.MSE, Set.of(), false, true, false);
    }

    public QuantizationOptions withMethod(CalibrationMethod newMethod) {
        return new QuantizationOptions(newMethod, exclude, reducedRange, biasCorrection, byteLogits);
    }

    public QuantizationOptions withExclude(Set<String> newExclude) {
        return new QuantizationOptions(method, newExclude, reducedRange, biasCorrection, byteLogits);
    }

    public QuantizationOptions withReducedRange(boolean newReducedRange) {
        return new QuantizationOptions(method, exclude, newReducedRange, biasCorrection, byteLogits);
    }

    public QuantizationOptions withBiasCorrection(boolean newBiasCorrection) {
        return new QuantizationOptions(method, exclude, reducedRange, newBiasCorrection, byteLogits);
    }

    public QuantizationOptions withByteLogits(boolean newByteLogits) {
        return new QuantizationOptions(method, exclude, reducedRange, biasCorrection, newByteLogits);
    }
}
