package dev.maskwright.exporter.quantize;

/**
 * The error of one layer that computes in int8 while all others compute in float.
 *
 * @param layer which
 * @param signalToNoise of the model's logits, in decibels: 20 is an error of 10 %, 40 of 1 %; NaN for a layer that
 *     stays float in any case
 */
public record LayerError(Quantizer.QuantizableLayer layer, double signalToNoise) {}
