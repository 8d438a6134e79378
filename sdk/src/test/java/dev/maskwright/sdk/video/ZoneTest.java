package dev.maskwright.sdk.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
final class ZoneTest {

    private static final List<ClassLabel> CLASSES =
            List.of(new ClassLabel(0, "background", "#000000"), new ClassLabel(1, "box", "#ff0000"));

    private static Mask halfFull(int width, int height) {
        byte[] ids = new byte[width * height];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) (i % width < width / 2 ? 1 : 0);
        }
        return Mask.of(width, height, ids, new byte[ids.length], CLASSES);
    }

    private static Polygon rectangle(double left, double top, double right, double bottom) {
        return new Polygon(List.of(
                new Point(left, top), new Point(right, top), new Point(right, bottom), new Point(left, bottom)));
    }

    @Test
    void sharesAreThoseOfTheZoneAndStayWhenTheSizeChanges() {
        Zone zone = new Zone("shelf", rectangle(0.25, 0.25, 0.75, 0.75));
        for (int size : new int[] {8, 32, 16, 320}) {
            assertArrayEquals(new double[] {0.5, 0.5}, zone.shares(halfFull(size, size)), 1e-12);
        }
        Zone left = new Zone("left", rectangle(0, 0, 0.375, 1));
        assertArrayEquals(new double[] {0, 1}, left.shares(halfFull(32, 32)), 1e-12);
    }

    @Test
    void countsThePixelsWhoseMiddleAPolygonContains() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            List<Point> corners = new ArrayList<>();
            corners.add(new Point(random.nextDouble(), random.nextDouble())); // part of it is in the frame
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                corners.add(new Point(1.4 * random.nextDouble() - 0.2, 1.4 * random.nextDouble() - 0.2));
            }
            Polygon polygon = new Polygon(corners);
            if (polygon.area() == 0) {
                continue;
            }
            Zone zone = new Zone("any", polygon);
            int width = 1 + random.nextInt(40);
            int height = 1 + random.nextInt(40);
            byte[] ids = new byte[width * height];
            long inside = 0;
            long boxes = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    ids[y * width + x] = (byte) random.nextInt(2);
                    if (zone.contains(new Point(x + 0.5, y + 0.5), width, height)) {
                        inside++;
                        boxes += ids[y * width + x];
                    }
                }
            }
            double[] shares = zone.shares(Mask.of(width, height, ids, new byte[ids.length], CLASSES));
            assertEquals(inside == 0 ? 0 : (double) boxes / inside, shares[1], 1e-12, "trial " + trial);
        }
    }

    @Test
    void aZoneOutsideThePictureIsRefusedByName() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Zone.inPixels("door", rectangle(700, 0, 800, 100), 640, 480));
        assertTrue(refused.getMessage().startsWith("zone 'door' lies outside the picture"), refused.getMessage());
    }
}
