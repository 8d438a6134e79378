package dev.maskwright.inventory.shelf;

import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.geometry.Outline;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import java.util.stream.Collectors;

/**
 * The outer outlines of a region's parts, as SVG path data in a picture of 1000 x 1000 whatever its aspect ratio. Holes
 * are omitted: outlines only mark positions.
 *
 * @param path {@code M1 2L3 4L5 6Z...}
 */
public record OutlineText(String path) {

    private static final double SIDE = 1000;
    private static final double TOLERANCE = 2; // of 1000

    /**
     * @throws IllegalArgumentException if it is anything other than moves and lines, because it is inserted into pages
     *     unescaped
     */
    public OutlineText {
        if (!path.matches("[MLZ0-9 -]*")) {
            throw new IllegalArgumentException("an outline is like M1 2L3 4L5 6Z, got '%s'".formatted(path));
        }
    }

    static OutlineText of(Region region, int frameWidth, int frameHeight) {
        double tolerance = TOLERANCE * Math.max(frameWidth, frameHeight) / SIDE;
        return new OutlineText(region.outlinesInFrame().stream()
                .map(Outline::outer)
                .map(polygon -> path(polygon.simplified(tolerance), SIDE / frameWidth, SIDE / frameHeight))
                .collect(Collectors.joining()));
    }

    /** Its topmost corner, in shares of the picture. */
    public Point top() {
        String[] corners = path.replaceAll("[MLZ]+", " ").strip().split(" +", -1);
        Point top = new Point(0, 1);
        for (int i = 0; i + 1 < corners.length; i += 2) {
            double y = Integer.parseInt(corners[i + 1]) / SIDE;
            if (y < top.y()) {
                top = new Point(Integer.parseInt(corners[i]) / SIDE, y);
            }
        }
        return top;
    }

    private static String path(Polygon polygon, double scaleX, double scaleY) {
        return polygon.corners().stream()
                .map((Point corner) ->
                        "%d %d".formatted(Math.round(corner.x() * scaleX), Math.round(corner.y() * scaleY)))
                .collect(Collectors.joining("L", "M", "Z"));
    }
}
