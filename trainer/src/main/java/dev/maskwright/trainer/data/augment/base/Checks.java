package dev.maskwright.trainer.data.augment.base;

/** Rejects invalid settings, by the name that they have in a recipe. */
public final class Checks {

    private Checks() {}

    public static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("%s is a probability and must be 0..1, got %s".formatted(name, value));
        }
    }

    public static void range(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("%s must be %s..%s, got %s".formatted(name, least, most, value));
        }
    }

    public static void range(String name, Range value, double least, double most) {
        range(name + ".min", value.min(), least, most);
        range(name + ".max", value.max(), least, most);
    }
}
