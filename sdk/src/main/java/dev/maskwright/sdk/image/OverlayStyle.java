package dev.maskwright.sdk.image;

/**
 * How a mask is painted over a picture.
 *
 * @param opacity how much of their colour classes take on: 0 leaves the picture as it is, 1 hides it
 * @param contour how wide a line is drawn along the inside of what is painted, as a share of the picture's shorter
 *     side; 0 for none
 * @param legend whether names and shares of the largest classes are drawn in the top left corner, if Java has fonts
 */
public record OverlayStyle(double opacity, double contour, boolean legend) {

    /** @throws IllegalArgumentException if a number is outside 0..1 */
    public OverlayStyle {
        if (!(opacity >= 0 && opacity <= 1) || !(contour >= 0 && contour <= 1)) {
            throw new IllegalArgumentException(
                    "opacity and contour are 0..1, got %s and %s".formatted(opacity, contour));
        }
    }

    /** Half transparent, with thin contours and a legend. */
    public static OverlayStyle defaults() {
        return new OverlayStyle(0.5, 1 / 160.0, true);
    }

    public OverlayStyle withOpacity(double newOpacity) {
        return new OverlayStyle(newOpacity, contour, legend);
    }

    public OverlayStyle withContour(double newContour) {
        return new OverlayStyle(opacity, newContour, legend);
    }

    public OverlayStyle withLegend(boolean newLegend) {
        return new OverlayStyle(opacity, contour, newLegend);
    }
}
