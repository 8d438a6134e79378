package dev.maskwright.trainer.recipe;

/** Checks the bounds of settings. */
final class Bounds {

    private Bounds() {}

    /** @throws IllegalArgumentException if {@code value} is below {@code least}, above {@code most}, or NaN */
    static void require(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s must be at least %s and at most %s, got %s".formatted(key, least, most, value));
        }
    }

    /** As {@link #require}, for whole numbers from 1. */
    static void requirePositive(String key, int value) {
        require(key, value, 1, Integer.MAX_VALUE);
    }
}
