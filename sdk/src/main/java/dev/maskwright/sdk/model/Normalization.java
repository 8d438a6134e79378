package dev.maskwright.sdk.model;

import java.util.List;

/**
 * What the network subtracts from its input and divides it by, per channel, after 0..255 became 0..1.
 *
 * @param mean one number per channel, for RGB in this order
 * @param std one number above 0 per channel
 */
public record Normalization(List<Float> mean, List<Float> std) {

    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new IllegalArgumentException(
                    "normalization needs one mean and one std per channel: got %d means, %d stds"
                            .formatted(mean.size(), std.size()));
        }
        if (!mean.stream().allMatch(Float::isFinite) || !std.stream().allMatch(s -> Float.isFinite(s) && s > 0)) {
            throw new IllegalArgumentException(
                    "normalization needs finite means and stds above 0, got means %s, stds %s".formatted(mean, std));
        }
    }

    /** The means and stds of ImageNet, which most networks that started from its weights are trained with. */
    public static Normalization imageNet() {
        return new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));
    }

    /** Nothing is subtracted and nothing divided: the network is given 0..1. */
    public static Normalization none() {
        return new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    }
}
