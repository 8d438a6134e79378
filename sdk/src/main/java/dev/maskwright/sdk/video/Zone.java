package dev.maskwright.sdk.video;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the picture, such as a shelf, and how much of it each class covers. Its corners are fractions of width and
 * height, so it stays in place when the camera changes its resolution. For one thread at a time.
 */
public final class Zone {

    private final String name;
    private final Polygon corners;
    private @Nullable Placement placement;
    private int width; // of the masks that the runs are for
    private int height;
    private int[] runs = {}; // the first pixel and the end of each run, as offsets into the mask
    private long pixels;
    private ByteBuffer classIds = ByteBuffer.allocate(0);

    /**
     * A zone with a name.
     *
     * @param corners x and y as fractions 0..1 of the frame's width and height; parts outside the frame are cut off
     * @throws IllegalArgumentException if none of it lies within the frame
     */
    public Zone(String name, Polygon corners) {
        this.name = name;
        this.corners = corners;
        List<Point> points = corners.corners();
        double left = points.stream().mapToDouble(Point::x).min().orElseThrow();
        double right = points.stream().mapToDouble(Point::x).max().orElseThrow();
        double top = points.stream().mapToDouble(Point::y).min().orElseThrow();
        double bottom = points.stream().mapToDouble(Point::y).max().orElseThrow();
        if (!(right > 0 && left < 1 && bottom > 0 && top < 1 && corners.area() > 0)) {
            throw new IllegalArgumentException(
                    ("zone '%s' lies outside the picture, or has no area: x %s to %s, y %s to %s; corners "
                                    + "are shares of width and height, 0..1")
                            .formatted(name, left, right, top, bottom));
        }
    }

    /**
     * A zone with a name and corners in pixels.
     *
     * @param corners     in pixels of a frame
     * @param frameWidth  of that frame
     * @param frameHeight of that frame
     * @throws IllegalArgumentException if none of it lies within the frame
     */
    public static Zone inPixels(String name, Polygon corners, int frameWidth, int frameHeight) {
        return new Zone(
                name,
                new Polygon(corners.corners().stream()
                        .map(corner -> new Point(corner.x() / frameWidth, corner.y() / frameHeight))
                        .toList()));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its corners, as shares of the frame's width and height. */
    public Polygon corners() {
        return corners;
    }

    /** Whether a point of a frame lies in it. */
    public boolean contains(Point point, int frameWidth, int frameHeight) {
        double x = point.x() / frameWidth;
        boolean inside = false;
        for (double crossing : crossings(point.y() / frameHeight)) {
            inside ^= crossing <= x;
        }
        return inside;
    }

    /**
     * The share of the zone that each class covers, by class id: 0..1, with a sum of 1. A mask pixel is in the zone if
     * its centre is. All shares are 0 if the zone is so small that it contains no pixel centre.
     *
     * @param mask of any size; for masks of the same size, the zone's pixels are computed only once
     */
    public double[] shares(Mask mask) {
        prepare(mask);
        classIds.clear();
        mask.copyClassIds(classIds);
        byte[] ids = classIds.array();
        long[] counts = new long[mask.classes().size()];
        for (int i = 0; i < runs.length; i += 2) {
            for (int at = runs[i]; at < runs[i + 1]; at++) {
                counts[ids[at] & 0xFF]++;
            }
        }
        return Arrays.stream(counts)
                .mapToDouble(count -> pixels == 0 ? 0 : (double) count / pixels)
                .toArray();
    }

    private void prepare(Mask mask) {
        if (mask.width() == width && mask.height() == height && mask.placement().equals(placement)) {
            return;
        }
        width = mask.width();
        height = mask.height();
        Placement in = mask.placement();
        placement = in;
        classIds = ByteBuffer.allocate(width * height);
        int[] found = new int[16];
        int size = 0;
        pixels = 0;
        for (int y = 0; y < height; y++) {
            double inFrame = in.toFrame(new Point(0, y + 0.5)).y() / in.frameHeight();
            double[] crossings = inFrame >= 0 && inFrame < 1 ? crossings(inFrame) : new double[0];
            for (int i = 0; i + 1 < crossings.length; i += 2) {
                int first = firstFrom(crossings[i], in);
                int end = firstFrom(crossings[i + 1], in);
                if (first < end) {
                    if (size == found.length) {
                        found = Arrays.copyOf(found, 2 * size);
                    }
                    found[size++] = y * width + first;
                    found[size++] = y * width + end;
                    pixels += end - first;
                }
            }
        }
        runs = Arrays.copyOf(found, size);
    }

    /** The first column whose pixel centre is not to the left of {@code x}, a fraction 0..1 of the frame's width. */
    private static int firstFrom(double x, Placement in) {
        double within = Math.max(0, Math.min(1, x));
        return (int) Math.ceil(in.part().x() + within * in.part().width() - 0.5);
    }

    /** The x of each crossing of a horizontal line with the edges, from left to right. */
    private double[] crossings(double y) {
        List<Point> points = corners.corners();
        double[] found = new double[points.size()];
        int size = 0;
        Point a = points.get(points.size() - 1);
        for (Point b : points) {
            if ((a.y() <= y) != (b.y() <= y)) {
                found[size++] = a.x() + (y - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
            }
            a = b;
        }
        double[] crossings = Arrays.copyOf(found, size);
        Arrays.sort(crossings);
        return crossings;
    }
}
