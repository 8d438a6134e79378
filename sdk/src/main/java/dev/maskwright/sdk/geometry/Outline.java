package dev.maskwright.sdk.geometry;

import java.util.List;

/**
 * The outline of a region.
 *
 * @param outer the outer boundary, clockwise as seen on a screen
 * @param holes the boundaries of holes, counterclockwise
 */
public record Outline(Polygon outer, List<Polygon> holes) {

    public Outline {
        holes = List.copyOf(holes);
    }

    /** The enclosed area, without the holes. */
    public double area() {
        return outer.area() - holes.stream().mapToDouble(Polygon::area).sum();
    }

    /** The same outline with fewer corners; see {@link Polygon#simplified}. */
    public Outline simplified(double tolerance) {
        return new Outline(
                outer.simplified(tolerance),
                holes.stream().map(hole -> hole.simplified(tolerance)).toList());
    }
}
