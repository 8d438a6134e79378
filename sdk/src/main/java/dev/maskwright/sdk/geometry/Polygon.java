package dev.maskwright.sdk.geometry;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A closed line through its corners; the last is joined to the first.
 *
 * @param corners at least three
 */
public record Polygon(List<Point> corners) {

    /** @throws IllegalArgumentException if there are fewer than three corners */
    public Polygon {
        corners = List.copyOf(corners);
        if (corners.size() < 3) {
            throw new IllegalArgumentException("a polygon has at least 3 corners, got %s".formatted(corners));
        }
    }

    /** The enclosed area. */
    public double area() {
        double twice = 0;
        Point before = corners.get(corners.size() - 1);
        for (Point corner : corners) {
            twice += before.x() * corner.y() - corner.x() * before.y();
            before = corner;
        }
        return Math.abs(twice) / 2;
    }

    /** The x and y of each corner in turn, as COCO writes polygons. */
    public double[] coordinates() {
        double[] coordinates = new double[2 * corners.size()];
        for (int i = 0; i < corners.size(); i++) {
            coordinates[2 * i] = corners.get(i).x();
            coordinates[2 * i + 1] = corners.get(i).y();
        }
        return coordinates;
    }

    /**
     * A polygon with a subset of the corners, such that no omitted corner is farther from it than the tolerance. At
     * least three corners remain. Uses the Douglas-Peucker algorithm, starting the closed line at two corners that are
     * far apart.
     *
     * @param tolerance in pixels; 0 removes only corners on straight lines
     * @throws IllegalArgumentException if the tolerance is negative or NaN
     * @see <a href="https://doi.org/10.3138/FM57-6770-U75U-7727">Algorithms for the reduction of the number of points
     *     required to represent a digitized line or its caricature</a>
     */
    public Polygon simplified(double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("a tolerance is 0 or more pixels, got %s".formatted(tolerance));
        }
        int size = corners.size();
        int first = farthest(0);
        int second = farthest(first);
        BitSet kept = new BitSet(size);
        kept.set(first);
        kept.set(second);
        keep(first, second, tolerance, kept);
        keep(second, first, tolerance, kept);
        if (kept.cardinality() < 3) {
            kept.set(farthest(first, second));
        }
        return new Polygon(kept.stream().mapToObj(corners::get).toList());
    }

    /** Marks the corners between two kept ones that must stay; indices wrap around. */
    private void keep(int from, int to, double tolerance, BitSet kept) {
        int size = corners.size();
        List<int[]> open = new ArrayList<>(); // no recursion: lines may have a million corners
        open.add(new int[] {from, to});
        while (!open.isEmpty()) {
            int[] part = open.remove(open.size() - 1);
            Point start = corners.get(part[0]);
            Point end = corners.get(part[1]);
            int worst = -1;
            double most = tolerance * tolerance;
            for (int i = (part[0] + 1) % size; i != part[1]; i = (i + 1) % size) {
                double distance = squaredDistance(corners.get(i), start, end);
                if (distance > most) {
                    most = distance;
                    worst = i;
                }
            }
            if (worst >= 0) {
                kept.set(worst);
                open.add(new int[] {part[0], worst});
                open.add(new int[] {worst, part[1]});
            }
        }
    }

    /** The corner farthest from another one. */
    private int farthest(int from) {
        return farthest(from, from);
    }

    /** The corner farthest from the line between two others; never one of these. */
    private int farthest(int from, int to) {
        int found = -1;
        double most = -1;
        for (int i = 0; i < corners.size(); i++) {
            double distance = squaredDistance(corners.get(i), corners.get(from), corners.get(to));
            if (i != from && i != to && distance > most) {
                most = distance;
                found = i;
            }
        }
        return found;
    }

    /** The squared distance from a point to the line segment from {@code start} to {@code end}. */
    private static double squaredDistance(Point point, Point start, Point end) {
        double dx = end.x() - start.x();
        double dy = end.y() - start.y();
        double length = dx * dx + dy * dy;
        double along = length == 0 ? 0 : ((point.x() - start.x()) * dx + (point.y() - start.y()) * dy) / length;
        double t = Math.min(1, Math.max(0, along));
        double x = point.x() - start.x() - t * dx;
        double y = point.y() - start.y() - t * dy;
        return x * x + y * y;
    }
}
