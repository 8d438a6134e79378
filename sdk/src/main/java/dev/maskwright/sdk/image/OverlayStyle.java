package dev.maskwright.sdk.image;

/**
 * How a mask is painted over a picture. What is written needs fonts; where Java has none, it is left out.
 *
 * @param opacity how much of their colour classes take on: 0 leaves the picture as it is, 1 hides it
 * @param contour how wide a line is drawn along the inside of what is painted, as a share of the picture's shorter
 *     side; 0 for none
 * @param names whether the names of classes stand on their regions
 * @param legend where names and shares of the largest classes stand
 */
public record OverlayStyle(double opacity, double contour, boolean names, LegendPlace legend) {

    /** @throws IllegalArgumentException if a number is outside 0..1 */
    public OverlayStyle {
        if (!(opacity >= 0 && opacity <= 1) || !(contour >= 0 && contour <= 1)) {
            throw new IllegalArgumentException(
                    "opacity and contour are 0..1, got %s and %s".formatted(opacity, contour));
        }
    }

    /** Half transparent, with thin contours and a legend in the picture. */
    public static OverlayStyle defaults() {
        return new OverlayStyle(0.5, 1 / 160.0, false, LegendPlace.INSIDE);
    }

    public OverlayStyle withOpacity(double newOpacity) {
        return new OverlayStyle(newOpacity, contour, names, legend);
    }

    public OverlayStyle withContour(double newContour) {
        return new OverlayStyle(opacity, newContour, names, legend);
    }

    public OverlayStyle withNames(boolean newNames) {
        return new OverlayStyle(opacity, contour, newNames, legend);
    }

    public OverlayStyle withLegend(LegendPlace newPlace) {
        return new OverlayStyle(opacity, contour, names, newPlace);
    }
}
