package dev.maskwright.sdk.geometry;

import java.util.List;

/**
 * What encloses a region.
 *
 * @param outer around all of it, clockwise as seen on a screen
 * @param holes around what is missing inside, the other way round
 */
public record Outline(Polygon outer, List<Polygon> holes) {

    public Outline {
        holes = List.copyOf(holes);
    }

    /** How much it encloses, without the holes. */
    public double area() {
        return outer.area() - holes.stream().mapToDouble(Polygon::area).sum();
    }

    /** The same with fewer corners; see {@link Polygon#simplified}. */
    public Outline simplified(double tolerance) {
        return new Outline(
                outer.simplified(tolerance),
                holes.stream().map(hole -> hole.simplified(tolerance)).toList());
    }
}
