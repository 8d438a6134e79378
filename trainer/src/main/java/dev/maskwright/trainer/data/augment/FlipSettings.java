package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;

/**
 * Whether a picture is mirrored.
 *
 * @param horizontal probability of mirroring left to right, 0..1
 * @param vertical probability of mirroring top to bottom, 0..1
 */
public record FlipSettings(double horizontal, double vertical) {

    public FlipSettings {
        Checks.probability("flip.horizontal", horizontal);
        Checks.probability("flip.vertical", vertical);
    }

    /** Half of all pictures, left to right. */
    public static FlipSettings defaults() {
        return new FlipSettings(0.5, 0);
    }

    /** No picture. */
    public static FlipSettings never() {
        return new FlipSettings(0, 0);
    }

    /** The same, mirrored left to right with another probability, 0..1. */
    public FlipSettings withHorizontal(double likelihood) {
        return new FlipSettings(likelihood, vertical);
    }

    /** The same, mirrored top to bottom with another probability, 0..1. */
    public FlipSettings withVertical(double likelihood) {
        return new FlipSettings(horizontal, likelihood);
    }
}
