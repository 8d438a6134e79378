package dev.maskwright.inventory.shelf;

/**
 * Thresholds for reporting differences.
 *
 * @param tolerance share of the picture by which a region may shrink or grow without a report, 0..1; smaller regions
 *     may also appear, vanish and move
 * @param relativeTolerance the same as a share of the region itself, 0..1
 * @param vanishAfter in how many scans in a row a region must be missing before it has vanished: 2 tolerates a customer
 *     who once stands in front of the shelf
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

    /** 0.5 % of the picture and a fifth of the region; vanished at the second scan. */
    public static CompareOptions defaults() {
        return new CompareOptions(0.005, 0.2, 2);
    }
}
