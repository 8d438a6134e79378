package dev.maskwright.trainer.data.augment.base;

import java.util.random.RandomGenerator;

/** A range of positive numbers, both ends included. */
public record Range(double min, double max) {

    public Range {
        if (!(min > 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a range needs 0 < min <= max, got %s to %s".formatted(min, max));
        }
    }

    /** A random number of the range, as {@link #at} for a random share. */
    public double draw(RandomGenerator random) {
        return at(random.nextDouble());
    }

    /**
     * A number of the range. Uniform in the logarithm, so that half as large is as likely as twice as large.
     *
     * @param share position from {@code min} to {@code max}, 0..1
     */
    public double at(double share) {
        return min * Math.pow(max / min, share);
    }
}
