package dev.maskwright.exporter.quantize;

/**
 * What one layer alone costs when it computes on int8 and all others on float.
 *
 * @param layer which
 * @param signalToNoise of the model's logits, in decibels: 20 is an error of a tenth, 40 of a hundredth; NaN for a
 *     layer that stays float in any case
 */
public record LayerError(Quantizer.QuantizableLayer layer, double signalToNoise) {}
