package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.CLASSES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Connectivity;
import dev.maskwright.sdk.geometry.Outline;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.geometry.RunLengths;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RegionTest {

    @Test
    void aSinglePixelIsASquareWithItsMiddleAsCentroid() {
        Region region = red(Connectivity.FOUR, "...", "..R", "...").get(0);

        assertEquals(1, region.area());
        assertEquals(new Box(2, 1, 1, 1), region.box());
        assertEquals(new Point(2.5, 1.5), region.centroid());
        assertEquals(corners(2, 1, 3, 1, 3, 2, 2, 2), sorted(region.outline().outer()));
        assertEquals("red of 1 pixels in " + new Box(2, 1, 1, 1), region.toString());
    }

    @Test
    void aFullMaskIsOneRegion() {
        List<Region> regions = mask("RRRRR", "RRRRR").regions(Connectivity.EIGHT);

        assertEquals(1, regions.size());
        assertEquals(new Box(0, 0, 5, 2), regions.get(0).box());
        assertEquals(new Point(2.5, 1), regions.get(0).centroid());
        assertEquals(4, regions.get(0).outline().outer().corners().size());
        assertEquals(1, regions.get(0).share());
    }

    @ParameterizedTest
    @CsvSource({"FOUR, 2", "EIGHT, 1"})
    void cornersConnectWhereAsked(Connectivity connectivity, int count) {
        List<Region> regions = red(connectivity, "RR..", "RR..", "..RR", "..RR");

        assertEquals(count, regions.size());
        Outline outline = regions.get(0).outline();
        assertEquals(count == 1 ? 8 : 4, outline.area());
        assertEquals(count == 1 ? 8 : 4, outline.outer().corners().size());
        assertEquals(List.of(), outline.holes());
    }

    /**
     * The missing pixels touch at a corner, so they are one hole if the region is connected by edges only, and two
     * otherwise.
     */
    @ParameterizedTest
    @CsvSource({"FOUR, 1", "EIGHT, 2"})
    void holesAreConnectedTheOtherWay(Connectivity connectivity, int holes) {
        Outline outline =
                red(connectivity, "RRRR", "R.RR", "RR.R", "RRRR").get(0).outline();

        assertEquals(holes, outline.holes().size());
        assertEquals(14, outline.area());
    }

    @Test
    void holesInHolesBelongToTheRegionAroundThem() {
        Mask mask = mask(
                "RRRRRRR", //
                "R.....R", "R.RRR.R", "R.R.R.R", "R.RRR.R", "R.....R", "RRRRRRR");
        List<Region> regions = mask.regions(Connectivity.FOUR);

        assertEquals(List.of(24, 16, 8, 1), regions.stream().map(Region::area).toList());
        assertEquals(List.of(1, 0, 1, 0), regions.stream().map(Region::classId).toList());
        for (Region region : regions.subList(0, 3)) {
            assertEquals(1, region.outline().holes().size());
        }
        assertEquals(25, regions.get(0).outline().holes().get(0).area());
        assertEquals(
                corners(1, 1, 6, 1, 6, 6, 1, 6), sorted(regions.get(1).outline().outer()));
    }

    @ParameterizedTest
    @EnumSource
    void aSpiralIsOneRegion(Connectivity connectivity) {
        Mask mask = mask(
                "RRRRRRRRR", //
                "........R",
                "RRRRRRR.R",
                "R.....R.R",
                "R.RRR.R.R",
                "R.R...R.R",
                "R.RRRRR.R",
                "R.......R",
                "RRRRRRRRR");
        List<Region> regions = mask.regions(connectivity);

        assertEquals(2, regions.size());
        assertEquals(List.of(), regions.get(0).outline().holes());
        assertEquals(regions.get(0).area(), regions.get(0).outline().area());
    }

    @Test
    void confidenceIsTheMeanOfTheRegionsPixels() {
        Mask mask = Mask.of(3, 1, new byte[] {1, 1, 2}, new byte[] {0, 51, (byte) 255}, CLASSES);

        List<Region> regions = mask.regions(Connectivity.EIGHT);

        assertEquals(0.1, regions.get(0).confidence(), 1e-12);
        assertEquals(1, regions.get(1).confidence());
        assertEquals("green", regions.get(1).label().name());
    }

    @Test
    void smallRegionsAreLeftOutWhereAsked() {
        Mask mask = mask("R.RR.RRR");
        assertEquals(
                List.of(2, 3),
                mask.regions(Connectivity.EIGHT, 2).stream().map(Region::area).toList());
    }

    @Test
    void byDefaultBackgroundAndSpecksDoNotCount() {
        String[] rows = new String[50];
        Arrays.fill(rows, ".".repeat(50));
        rows[3] = ".RR" + ".".repeat(47); // less than a thousandth of 2500 pixels
        rows[9] = ".GGG" + ".".repeat(46);
        Mask mask = mask(rows);

        assertEquals(
                List.of("green"),
                mask.regions().stream().map(r -> "" + r.label()).toList());
        assertEquals(
                3,
                mask.regions(RegionOptions.defaults().withBackground(true).withLeastShare(0))
                        .size());
        assertEquals(
                0,
                mask.regions(RegionOptions.defaults().withLeastConfidence(0.5)).size());
        assertThrows(
                IllegalArgumentException.class, () -> RegionOptions.defaults().withLeastShare(1.1));
        assertThrows(
                IllegalArgumentException.class, () -> RegionOptions.defaults().withGap(-1));
    }

    /** The share is relative to the part of the mask that shows the frame, and the gap is in pixels of the frame. */
    @Test
    void sharesAndGapsAreThoseOfTheFrame() {
        Mask mask = mask("RRRR", "R..R", "....", "RRRR");
        mask.belongsTo(new Placement(40, 20, new Box(0, 1, 4, 2)));
        RegionOptions all = RegionOptions.defaults();
        assertEquals(2, mask.regions(all.withLeastShare(0.125)).size());
        assertEquals(0, mask.regions(all.withLeastShare(0.126)).size());
        assertEquals(2, mask.regions(all.withGap(19)).size());
        assertEquals(1, mask.regions(all.withGap(20)).size());
    }

    @Test
    void neighboursWithinAGapAreOneRegionOfSeveralParts() {
        Mask mask = mask("RR..R.", "....R.", "......", "......", "......", ".R....", "GGG..R");
        RegionOptions all = RegionOptions.defaults().withLeastShare(0);
        List<Region> apart = mask.regions(all);
        assertEquals(5, apart.size());

        List<Region> merged = mask.regions(all.withGap(2));
        assertEquals(List.of(4, 1, 3, 1), merged.stream().map(Region::area).toList());
        Region region = merged.get(0);
        assertEquals(new Box(0, 0, 5, 2), region.box());
        assertEquals((0.5 + 1.5 + 4.5 + 4.5) / 4, region.centroid().x(), 1e-12);
        assertEquals(2, region.outlines().size());
        assertEquals(4, region.outlines().stream().mapToDouble(Outline::area).sum());
        assertEquals(2, region.outline().area());
        assertEquals(4, region.runLengths().area());
        assertEquals(2, mask.regions(all.withGap(3)).size());
    }

    /** Whatever the number of parts, those that a search among all pixels finds within the gap are merged. */
    @Test
    void gapsAreFoundAsBySearchingAllPixels() {
        Random random = new Random(11);
        for (int round = 0; round < 40; round++) {
            Mask mask = random(14, 11, 3, 1, random);
            int gap = random.nextInt(4);
            List<Region> regions =
                    mask.regions(RegionOptions.defaults().withLeastShare(0).withGap(gap));
            int[] owners = new int[14 * 11];
            for (int i = 0; i < regions.size(); i++) {
                RunLengths runs = regions.get(i).runLengths();
                for (int bit = runs.bits().nextSetBit(0);
                        bit >= 0;
                        bit = runs.bits().nextSetBit(bit + 1)) {
                    owners[bit % 11 * 14 + bit / 11] = i;
                }
            }
            int[] expected = new int[owners.length];
            Arrays.setAll(expected, i -> i);
            for (boolean changed = true; changed; ) {
                changed = false;
                for (int i = 0; i < expected.length; i++) {
                    for (int j = 0; j < expected.length; j++) {
                        if (mask.classIds()[i] == mask.classIds()[j]
                                && Math.abs(i % 14 - j % 14) <= gap + 1
                                && Math.abs(i / 14 - j / 14) <= gap + 1
                                && expected[j] > expected[i]) {
                            expected[j] = expected[i];
                            changed = true;
                        }
                    }
                }
            }
            for (int i = 0; i < owners.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (mask.classIds()[i] != 0 && mask.classIds()[j] != 0) {
                        assertEquals(expected[i] == expected[j], owners[i] == owners[j], i + " and " + j);
                    }
                }
            }
        }
    }

    @Test
    void placesAreGivenInTheFrameToo() {
        Mask mask = mask("....", ".RR.", ".RR.", "....");
        mask.belongsTo(400, 200);
        Region region = mask.regions(Connectivity.EIGHT).get(1);

        assertEquals(new Box(100, 50, 200, 100), region.boxInFrame());
        assertEquals(new Point(200, 100), region.centroidInFrame());
        assertEquals(20_000, region.areaInFrame());
        assertEquals(20_000, region.outlineInFrame().area());
        assertEquals(0.25, region.share());
    }

    @Test
    void paddingIsInNoRegion() {
        Mask mask = mask("RRRR", "....", ".GG.", "RRRR");
        mask.belongsTo(new Placement(40, 20, new Box(0, 1, 4, 2)));

        List<Region> regions = mask.regions(Connectivity.EIGHT);

        assertEquals(List.of(0, 2), regions.stream().map(Region::classId).toList());
        assertEquals(new Box(10, 10, 20, 10), regions.get(1).boxInFrame());
        assertEquals(0.25, regions.get(1).share());
        assertArrayEquals(new int[] {6, 0, 2, 0}, mask.areas());
        assertArrayEquals(new double[] {0.75, 0, 0.25, 0}, mask.shares());
        assertEquals(0, mask.runLengths(1).area());
        assertEquals(2, mask.runLengths(2).area());
        assertEquals(IntStream.range(0, 4).mapToObj(mask::runLengths).toList(), mask.runLengths());
        assertArrayEquals(
                new byte[] {0, 0, 0, 0, 0, 2, 2, 0}, mask.resizedTo(4, 2).classIds());
    }

    /** Random masks of many shapes, from noise to blobs, against flood filling and filling of polygons. */
    @ParameterizedTest
    @EnumSource
    void regionsPartitionTheMaskAndOutlinesEncloseThem(Connectivity connectivity) {
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            int width = 1 + random.nextInt(33);
            int height = 1 + random.nextInt(29);
            Mask mask = random(width, height, 1 + random.nextInt(4), random.nextInt(3), random);
            String name = "round %d, %dx%d".formatted(round, width, height);
            BitSet left = new BitSet();
            left.set(0, width * height);
            for (Region region : mask.regions(connectivity)) {
                int first = left.nextSetBit(0);
                BitSet expected = flood(mask, first, connectivity);
                left.andNot(expected);
                check(name, mask, region, expected);
            }
            assertTrue(left.isEmpty(), name + ": all pixels are in a region");
        }
    }

    private static void check(String name, Mask mask, Region region, BitSet expected) {
        int width = mask.width();
        int height = mask.height();
        int first = expected.nextSetBit(0);
        assertEquals(mask.classAt(first % width, first / width), region.classId(), name);
        assertEquals(expected.cardinality(), region.area(), name);
        assertEquals(
                expected.stream().mapToDouble(i -> i % width + 0.5).average().orElseThrow(),
                region.centroid().x(),
                1e-9,
                name);
        assertEquals(
                expected.stream()
                        .map(i -> i / width)
                        .mapToDouble(y -> y + 0.5)
                        .average()
                        .orElseThrow(),
                region.centroid().y(),
                1e-9,
                name);
        assertEquals(
                expected.stream()
                        .mapToDouble(i -> (double) mask.confidenceAt(i % width, i / width))
                        .average()
                        .orElseThrow(),
                region.confidence(),
                1e-6,
                name);
        int right = expected.stream().map(i -> i % width).max().orElseThrow();
        int left = expected.stream().map(i -> i % width).min().orElseThrow();
        int top = first / width;
        int bottom = expected.stream().map(i -> i / width).max().orElseThrow();
        assertEquals(new Box(left, top, right + 1 - left, bottom + 1 - top), region.box(), name);

        BitSet columns = new BitSet();
        expected.stream().forEach(i -> columns.set(i % width * height + i / width));
        assertEquals(columns, region.runLengths().bits(), name);

        Outline outline = region.outline();
        assertEquals(region.area(), outline.area(), name);
        BitSet filled = RunLengths.ofPolygon(width, height, outline.outer().coordinates())
                .bits();
        for (Polygon hole : outline.holes()) {
            BitSet missing =
                    RunLengths.ofPolygon(width, height, hole.coordinates()).bits();
            assertEquals(hole.area(), missing.cardinality(), name);
            filled.andNot(missing);
        }
        assertEquals(columns, filled, name);
        assertTrue(turns(outline.outer()) > 0, name + ": the outer line runs clockwise");
        assertTrue(outline.holes().stream().allMatch(hole -> turns(hole) < 0), name);
    }

    /** Twice the signed area: above 0 if clockwise, with y pointing down. */
    private static double turns(Polygon polygon) {
        double[] xy = polygon.coordinates();
        double sum = 0;
        for (int i = 0; i < xy.length; i += 2) {
            int next = (i + 2) % xy.length;
            sum += xy[i] * xy[next + 1] - xy[next] * xy[i + 1];
        }
        return sum;
    }

    private static BitSet flood(Mask mask, int start, Connectivity connectivity) {
        int width = mask.width();
        BitSet found = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        found.set(start);
        while (!open.isEmpty()) {
            int at = open.pop();
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int x = at % width + dx;
                    int y = at / width + dy;
                    boolean touches = connectivity == Connectivity.EIGHT || dx == 0 || dy == 0;
                    if (touches
                            && x >= 0
                            && x < width
                            && y >= 0
                            && y < mask.height()
                            && mask.classAt(x, y) == mask.classAt(at % width, at / width)
                            && !found.get(y * width + x)) {
                        found.set(y * width + x);
                        open.push(y * width + x);
                    }
                }
            }
        }
        return found;
    }

    /** @param smoothing how often each pixel takes the class of a neighbour or itself, so that blobs grow */
    private static Mask random(int width, int height, int classes, int smoothing, Random random) {
        byte[] ids = new byte[width * height];
        byte[] confidences = new byte[ids.length];
        random.nextBytes(confidences);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) random.nextInt(classes);
        }
        for (int i = 0; i < smoothing * 4 * ids.length; i++) {
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            int fromX = Math.floorMod(x + random.nextInt(3) - 1, width);
            int fromY = Math.floorMod(y + random.nextInt(3) - 1, height);
            ids[y * width + x] = ids[fromY * width + fromX];
        }
        return Mask.of(width, height, ids, confidences, CLASSES);
    }

    private static List<Region> red(Connectivity connectivity, String... rows) {
        return mask(rows).regions(connectivity).stream()
                .filter(region -> region.classId() == 1)
                .toList();
    }

    /** Rows of background (.), red (R) and green (G). */
    private static Mask mask(String... rows) {
        String all = String.join("", rows);
        byte[] ids = new byte[all.length()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) ".RG".indexOf(all.charAt(i));
        }
        return Mask.of(rows[0].length(), rows.length, ids, new byte[ids.length], CLASSES);
    }

    private static List<Point> corners(double... xy) {
        List<Point> corners = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            corners.add(new Point(xy[i], xy[i + 1]));
        }
        return corners;
    }

    /** The corners, starting with the first in reading order. */
    private static List<Point> sorted(Polygon polygon) {
        List<Point> corners = new ArrayList<>(polygon.corners());
        int first = 0;
        for (int i = 1; i < corners.size(); i++) {
            Point a = corners.get(i);
            Point b = corners.get(first);
            first = a.y() < b.y() || (a.y() == b.y() && a.x() < b.x()) ? i : first;
        }
        Collections.rotate(corners, -first);
        return corners;
    }
}
