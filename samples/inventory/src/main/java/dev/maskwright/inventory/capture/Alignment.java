package dev.maskwright.inventory.capture;

/**
 * The position of a picture relative to an earlier one.
 *
 * @param dx shift to the right of what both show, as a share of the width, -0.5..0.5
 * @param dy shift downwards, as a share of the height
 * @param score similarity where they overlap, 0..1: a correlation. The sample pictures reach 0.6 and more compared with
 *     themselves, moved and in other light, and 0.25 at most compared with each other
 */
public record Alignment(double dx, double dy, double score) {

    /** The score from which two pictures show the same place. */
    public static final double SAME_PLACE = 0.3;

    /** The share of the picture that is also in the earlier one, if both show the same place. */
    public double overlap() {
        return (1 - Math.abs(dx)) * (1 - Math.abs(dy));
    }

    public boolean isSamePlace() {
        return score >= SAME_PLACE;
    }
}
