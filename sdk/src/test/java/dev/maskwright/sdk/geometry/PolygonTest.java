package dev.maskwright.sdk.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolygonTest {

    @Test
    void cornersOnAStraightLineAreLeftOut() {
        Polygon simplified =
                polygon(0, 0, 1, 0, 2, 0, 5, 0, 5, 2, 5, 3, 2, 3, 0, 3, 0, 1).simplified(0);

        assertEquals(4, simplified.corners().size());
        assertEquals(15, simplified.area());
    }

    @Test
    void stepsOfPixelsBecomeSlopes() {
        List<Point> corners = new ArrayList<>(List.of(new Point(0, 0)));
        for (int i = 0; i < 40; i++) {
            corners.add(new Point(i, i));
            corners.add(new Point(i + 1, i));
        }
        corners.add(new Point(40, 40));
        corners.add(new Point(0, 40));

        Polygon simplified = new Polygon(corners).simplified(1);

        assertEquals(3, simplified.corners().size());
        assertEquals(800, simplified.area());
    }

    @Test
    void threeCornersStayWhateverTheTolerance() {
        Polygon square = polygon(0, 0, 1, 0, 1, 1, 0, 1);

        assertEquals(3, square.simplified(1000).corners().size());
        assertTrue(square.simplified(1000).area() > 0);
    }

    @Test
    void noCornerIsFartherThanTheTolerance() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            int size = 3 + random.nextInt(60);
            double[] xy = new double[2 * size];
            for (int i = 0; i < size; i++) {
                double angle = 2 * Math.PI * i / size;
                double radius = 20 + 6 * random.nextDouble();
                xy[2 * i] = radius * Math.cos(angle);
                xy[2 * i + 1] = radius * Math.sin(angle);
            }
            Polygon polygon = polygon(xy);
            double tolerance = 5 * random.nextDouble();
            Polygon simplified = polygon.simplified(tolerance);

            assertTrue(polygon.corners().containsAll(simplified.corners()));
            for (Point corner : polygon.corners()) {
                assertTrue(distance(corner, simplified) <= tolerance + 1e-9, "round " + round);
            }
        }
    }

    @Test
    void badPolygonsAndTolerancesAreRefused() {
        assertEquals(
                "a polygon has at least 3 corners, got []",
                assertThrows(IllegalArgumentException.class, () -> new Polygon(List.of()))
                        .getMessage());
        Polygon square = polygon(0, 0, 1, 0, 1, 1, 0, 1);
        assertThrows(IllegalArgumentException.class, () -> square.simplified(-1));
        assertThrows(IllegalArgumentException.class, () -> square.simplified(Double.NaN));
    }

    /** The distance from a point to a closed line: the smallest of those to its sides. */
    private static double distance(Point point, Polygon line) {
        double nearest = Double.POSITIVE_INFINITY;
        List<Point> corners = line.corners();
        for (int i = 0; i < corners.size(); i++) {
            Point a = corners.get(i);
            Point b = corners.get((i + 1) % corners.size());
            double length = Math.hypot(b.x() - a.x(), b.y() - a.y());
            double along = ((point.x() - a.x()) * (b.x() - a.x()) + (point.y() - a.y()) * (b.y() - a.y())) / length;
            double aside = ((point.x() - a.x()) * (b.y() - a.y()) - (point.y() - a.y()) * (b.x() - a.x())) / length;
            double distance = along < 0
                    ? Math.hypot(point.x() - a.x(), point.y() - a.y())
                    : along > length ? Math.hypot(point.x() - b.x(), point.y() - b.y()) : Math.abs(aside);
            nearest = Math.min(nearest, distance);
        }
        return nearest;
    }

    private static Polygon polygon(double... xy) {
        List<Point> corners = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            corners.add(new Point(xy[i], xy[i + 1]));
        }
        return new Polygon(corners);
    }
}
