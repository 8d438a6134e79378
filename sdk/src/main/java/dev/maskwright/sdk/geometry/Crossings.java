package dev.maskwright.sdk.geometry;

import java.util.Arrays;

/**
 * The pixels at which a polygon's outline crosses the columns of an image. Counting pixels down the columns, inside and
 * outside swap at each of them.
 *
 * <p>The outline is walked as in maskApi.c, five steps per pixel, but only near the image, and along steep edges
 * directly from one column to the next, so a corner a million pixels away costs no more than a near one.
 */
final class Crossings {

    private static final int SCALE = 5; // polygons are drawn at five times the size and sampled
    private static final int FAR = 1 << 28; // the difference of two such numbers fits an int
    private static final int MOST = 1 << 25;

    private final int width;
    private final int height;
    private int[] found = new int[64];
    private int size;
    private int beforeU;
    private int beforeV;

    private Crossings(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * An edge between two corners, walked by {@code t} from 0 to {@code steps}, always from the same end, so that
     * rounding does not depend on the direction of the outline.
     */
    private record Edge(boolean isFlat, boolean isFlipped, int fromX, int fromY, double slope, int steps) {

        static Edge of(int startX, int startY, int endX, int endY) {
            int dx = Math.abs(endX - startX);
            int dy = Math.abs(endY - startY);
            boolean flat = dx >= dy;
            boolean flip = flat ? startX > endX : startY > endY;
            int fromX = flip ? endX : startX;
            int fromY = flip ? endY : startY;
            double slope = flat
                    ? (double) ((flip ? startY : endY) - fromY) / dx
                    : (double) ((flip ? startX : endX) - fromX) / dy;
            return new Edge(flat, flip, fromX, fromY, slope, Math.max(dx, dy));
        }

        /** @param d steps from the corner that the outline comes from */
        int u(int d) {
            int t = isFlipped ? steps - d : d;
            return isFlat ? fromX + t : (int) (fromX + slope * t + 0.5);
        }

        int v(int d) {
            int t = isFlipped ? steps - d : d;
            return isFlat ? (int) (fromY + (steps == 0 ? 0 : slope * t) + 0.5) : fromY + t;
        }

        /** The first {@code d} after this one with another {@code u}; beyond {@code steps} if there is none. */
        int next(int d) {
            int u = u(d);
            if (isFlat) {
                return d + 1;
            }
            int same = d;
            int stride = 1;
            while (same + stride <= steps && u(same + stride) == u) {
                same += stride;
                stride *= 2;
            }
            int other = Math.min(same + stride, steps + 1);
            while (other - same > 1) {
                int middle = (same + other) >>> 1;
                if (u(middle) == u) {
                    same = middle;
                } else {
                    other = middle;
                }
            }
            return other;
        }

        /** The first {@code d} at which {@code u} has left one side of a border; beyond {@code steps} if it stays. */
        int leaving(int border, boolean isAbove) {
            int stays = -1;
            int left = steps + 1;
            while (left - stays > 1) {
                int middle = (stays + left) >>> 1;
                boolean isThere = isAbove ? u(middle) > border : u(middle) < border;
                if (isThere) {
                    stays = middle;
                } else {
                    left = middle;
                }
            }
            return left;
        }
    }

    /** The crossing pixels, counted down the columns, in the order of the outline. */
    static int[] of(double[] corners, int width, int height) {
        Crossings crossings = new Crossings(width, height);
        int count = corners.length / 2;
        for (int j = 0; j < count; j++) {
            int k = (j + 1) % count;
            Edge edge = Edge.of(
                    scaled(corners[2 * j]),
                    scaled(corners[2 * j + 1]),
                    scaled(corners[2 * k]),
                    scaled(corners[2 * k + 1]));
            crossings.walk(edge, j == 0);
        }
        return Arrays.copyOf(crossings.found, crossings.size);
    }

    private static int scaled(double coordinate) {
        return (int) Math.max(-FAR, Math.min(FAR, SCALE * coordinate + 0.5));
    }

    private void walk(Edge edge, boolean isFirst) {
        int left = 0;
        int right = (int) Math.min((long) SCALE * width, 2L * FAR); // further out there is no column centre
        boolean isGrowing = edge.u(0) <= edge.u(edge.steps);
        int first = edge.leaving(isGrowing ? left : right, !isGrowing);
        int end = edge.leaving(isGrowing ? right + 1 : left - 1, !isGrowing);
        end = Math.min(end, edge.steps + 1);
        if (first == 0) {
            if (!isFirst) {
                change(edge.u(0), edge.v(0));
            }
            first = edge.next(0);
        }
        for (int d = first; d < end && d <= edge.steps; d = edge.next(d)) {
            beforeU = edge.u(d - 1);
            beforeV = edge.v(d - 1);
            change(edge.u(d), edge.v(d));
        }
        beforeU = edge.u(edge.steps);
        beforeV = edge.v(edge.steps);
    }

    private void change(int u, int v) {
        if (u == beforeU) {
            return;
        }
        double x = ((u < beforeU ? u : u - 1) + 0.5) / SCALE - 0.5;
        if (Math.floor(x) != x || x < 0 || x > width - 1) {
            return;
        }
        double y = (Math.min(v, beforeV) + 0.5) / SCALE - 0.5;
        y = Math.ceil(Math.min(Math.max(y, 0), height));
        if (size == found.length) {
            if (size >= MOST) {
                throw new IllegalArgumentException(
                        "its outline crosses the picture's columns more than %d times".formatted(MOST));
            }
            found = Arrays.copyOf(found, 2 * size);
        }
        found[size++] = ((int) x) * height + (int) y;
    }
}
