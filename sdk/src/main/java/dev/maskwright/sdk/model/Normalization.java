package dev.maskwright.sdk.model;

import java.util.List;

/**
 * The mean that is subtracted from the input and the standard deviation by which it is divided, per channel, after
 * scaling 0..255 to 0..1.
 *
 * @param mean one number of at most 1 per channel, for RGB in this order
 * @param std one number above 0 and of at most 1 per channel
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
        if (mean.stream().anyMatch(m -> m > 1) || std.stream().anyMatch(s -> s > 1)) {
            throw new IllegalArgumentException(
                    ("means %s and stds %s are not for pixels of 0..1; if they are meant for 0..255, "
                                    + "divide them by 255, or add \"scale\": 255 to a model card")
                            .formatted(mean, std));
        }
    }

    /**
     * Mean and std for pixels with a highest value other than 1.
     *
     * @param scale the highest value that a pixel has before the mean is subtracted: 255 for a mean such as 123.675
     * @throws IllegalArgumentException if a mean or std is above the scale, or the scale is not above 0
     */
    public static Normalization of(List<Float> mean, List<Float> std, float scale) {
        if (!(scale > 0 && Float.isFinite(scale))) {
            throw new IllegalArgumentException(
                    "the scale of a normalization is a number above 0, such as 255; got %s".formatted(scale));
        }
        return new Normalization(
                mean.stream().map(value -> value / scale).toList(),
                std.stream().map(value -> value / scale).toList());
    }

    /** The means and stds of ImageNet, used by most networks that start from ImageNet weights. */
    public static Normalization imageNet() {
        return new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));
    }

    /** No normalization: the network's input is 0..1. */
    public static Normalization none() {
        return new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    }

    /** The normalized value of a byte. */
    public float of(int channel, int value) {
        return (value / 255f - mean.get(channel)) / std.get(channel);
    }
}
