package dev.maskwright.sdk.image;

/**
 * How a mask is painted over a picture. Text needs fonts; if Java has none, it is omitted.
 *
 * @param opacity opacity of the class colours: 0 leaves the picture unchanged, 1 hides it
 * @param contour width of the line along the inside of painted areas, as a share of the picture's shorter side; 0 for
 *     none
 * @param names whether class names are drawn on their regions
 * @param legend where names and shares of the largest classes are drawn
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
