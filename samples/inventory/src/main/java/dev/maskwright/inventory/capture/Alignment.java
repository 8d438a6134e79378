package dev.maskwright.inventory.capture;

/**
 * How a picture lies over an earlier one.
 *
 * @param dx by which share of its width what both show has gone to the right, -0.5..0.5
 * @param dy by which share of its height it has gone down
 * @param score how alike both are where they overlap, 0..1: a correlation. The sample pictures reach 0.6 and more
 *     beside themselves, moved and in other light, and 0.25 at most beside each other
 */
public record Alignment(double dx, double dy, double score) {

    /** From here on two pictures show the same place. */
    public static final double SAME_PLACE = 0.3;

    /** The share of the picture that the earlier one shows, too, if both show the same place. */
    public double overlap() {
        return (1 - Math.abs(dx)) * (1 - Math.abs(dy));
    }

    public boolean isSamePlace() {
        return score >= SAME_PLACE;
    }
}
