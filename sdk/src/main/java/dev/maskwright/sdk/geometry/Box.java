package dev.maskwright.sdk.geometry;

/** A rectangle of an image, in pixels from its top left corner; edges may lie between pixels. */
public record Box(double x, double y, double width, double height) {

    /** @throws IllegalArgumentException if a number is not finite or a size is not positive */
    public Box {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !isSize(width) || !isSize(height)) {
            throw new IllegalArgumentException("a box needs a finite corner and a size above 0, got x %s, y %s, %s x %s"
                    .formatted(x, y, width, height));
        }
    }

    private static boolean isSize(double value) {
        return Double.isFinite(value) && value > 0;
    }
}
