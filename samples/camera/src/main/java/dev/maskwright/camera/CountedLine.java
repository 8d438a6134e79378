package dev.maskwright.camera;

import dev.maskwright.sdk.geometry.Point;

/**
 * A line at which objects are counted.
 *
 * @param from as shares of width and height, 0..1; as is {@code to}
 */
public record CountedLine(String name, Point from, Point to) {

    /** @throws IllegalArgumentException if it is outside the picture, or has no length */
    public CountedLine {
        for (Point end : new Point[] {from, to}) {
            if (!(end.x() >= 0 && end.x() <= 1 && end.y() >= 0 && end.y() <= 1)) {
                throw new IllegalArgumentException(
                        "line '%s' ends outside the picture, at %s %s; ends are shares of width and height, 0..1"
                                .formatted(name, end.x(), end.y()));
            }
        }
        if (from.equals(to)) {
            throw new IllegalArgumentException("line '%s' has no length".formatted(name));
        }
    }
}
