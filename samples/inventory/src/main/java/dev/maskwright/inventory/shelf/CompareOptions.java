package dev.maskwright.inventory.shelf;

/**
 * When a difference is worth saying.
 *
 * @param tolerance by how much of the picture a region may shrink or grow without a word, 0..1; what covers less comes,
 *     goes and moves without one
 * @param relativeTolerance nor is anything said of a smaller part of the region itself, 0..1
 * @param vanishAfter in how many scans in a row a region must be missing before it has vanished: 2 forgives a customer
 *     who stands in front of the shelf once
 */
public record CompareOptions(double tolerance, double relativeTolerance, int vanishAfter) {

    /** @throws IllegalArgumentException if a number is out of range */
    public CompareOptions {
        if (!(tolerance >= 0 && tolerance <= 1) || !(relativeTolerance >= 0 && relativeTolerance <= 1)) {
            throw new IllegalArgumentException(
                    "tolerances are 0..1, got %s and %s".formatted(tolerance, relativeTolerance));
        }
        if (vanishAfter < 1) {
            throw new IllegalArgumentException(
                    "a region is missing in at least 1 scan before it has vanished, got %d".formatted(vanishAfter));
        }
    }

    /** Half a hundredth of the picture and a fifth of the region; vanished at the second scan. */
    public static CompareOptions defaults() {
        return new CompareOptions(0.005, 0.2, 2);
    }
}
