package dev.maskwright.trainer.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Masks as COCO stores them: runs of zeros and ones in turn, zeros first, down the columns from left to right. Bit {@code x * height + y}
 * of a result is the pixel (x, y).
 *
 * @see <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">maskApi.c</a>, whose results these are, bit for bit
 */
final class RunLengths {

    private static final double SCALE = 5; // polygons are drawn five times as large and sampled

    private RunLengths() {}

    /** @throws IllegalArgumentException if the runs do not fill the picture */
    static BitSet ofCounts(List<Long> counts, int width, int height) {
        long size = (long) width * height;
        BitSet mask = new BitSet((int) size);
        long end = 0;
        for (int i = 0; i < counts.size(); i++) {
            long run = counts.get(i);
            if (run < 0 || end + run > size) {
                throw new IllegalArgumentException(
                        "run %d of its counts is %d, but %d of %d pixels are left".formatted(i, run, size - end, size));
            }
            if (i % 2 == 1) {
                mask.set((int) end, (int) (end + run));
            }
            end += run;
        }
        if (end != size) {
            throw new IllegalArgumentException(
                    "its counts make %d pixels, but %dx%d are %d".formatted(end, width, height, size));
        }
        return mask;
    }

    /**
     * Unpacks counts: five bits a character, from the third on as differences to the one before the last.
     *
     * @throws IllegalArgumentException if a character does not belong there, or the end is missing
     */
    static List<Long> unpacked(String packed) {
        long[] counts = new long[packed.length()];
        int size = 0;
        int at = 0;
        while (at < packed.length()) {
            long value = 0;
            int shift = 0;
            int five;
            do {
                if (at == packed.length()) {
                    throw new IllegalArgumentException("its counts end in the middle of a number");
                }
                five = packed.charAt(at++) - '0';
                if (five < 0 || five > 63 || shift > 30) {
                    throw new IllegalArgumentException("character %d of its counts, '%s', is none of packed runs"
                            .formatted(at - 1, packed.charAt(at - 1)));
                }
                value |= (long) (five & 31) << shift;
                shift += 5;
            } while ((five & 32) != 0);
            if ((five & 16) != 0) {
                value |= -1L << shift;
            }
            counts[size] = size > 2 ? value + counts[size - 2] : value;
            size++;
        }
        return Arrays.stream(counts, 0, size).boxed().toList();
    }

    /**
     * Fills a polygon.
     *
     * @param corners x and y in turn, in pixels; they may lie outside the picture
     */
    static BitSet ofPolygon(double[] corners, int width, int height) {
        int[] crossings = crossings(corners, width, height);
        Arrays.sort(crossings);
        BitSet mask = new BitSet(width * height);
        for (int i = 0; i + 1 < crossings.length; i += 2) {
            mask.set(crossings[i], crossings[i + 1]); // two at the same place leave nothing between them
        }
        if (crossings.length % 2 == 1) {
            mask.set(crossings[crossings.length - 1], width * height);
        }
        return mask;
    }

    /** Where the outline crosses the pixels' columns: from there on, down and then along, inside and outside change places. */
    private static int[] crossings(double[] corners, int width, int height) {
        int count = corners.length / 2;
        int[] found = new int[64];
        int size = 0;
        int beforeU = 0;
        int beforeV = 0;
        boolean first = true;
        for (int j = 0; j < count; j++) {
            int startX = scaled(corners[2 * j]);
            int startY = scaled(corners[2 * j + 1]);
            int endX = scaled(corners[2 * ((j + 1) % count)]);
            int endY = scaled(corners[2 * ((j + 1) % count) + 1]);
            int dx = Math.abs(endX - startX);
            int dy = Math.abs(endY - startY);
            boolean flat = dx >= dy;
            boolean flip = flat ? startX > endX : startY > endY; // rounding must not depend on the direction
            int fromX = flip ? endX : startX;
            int fromY = flip ? endY : startY;
            double slope = flat
                    ? (double) ((flip ? startY : endY) - fromY) / dx
                    : (double) ((flip ? startX : endX) - fromX) / dy;
            int steps = Math.max(dx, dy);
            for (int d = 0; d <= steps; d++) {
                int t = flip ? steps - d : d;
                int u = flat ? fromX + t : (int) (fromX + slope * t + 0.5);
                int v = flat ? (int) (fromY + (steps == 0 ? 0 : slope * t) + 0.5) : fromY + t;
                if (!first && u != beforeU) {
                    double x = ((u < beforeU ? u : u - 1) + 0.5) / SCALE - 0.5;
                    if (Math.floor(x) == x && x >= 0 && x <= width - 1) {
                        double y = (Math.min(v, beforeV) + 0.5) / SCALE - 0.5;
                        y = Math.ceil(Math.min(Math.max(y, 0), height));
                        if (size == found.length) {
                            found = Arrays.copyOf(found, 2 * size);
                        }
                        found[size++] = ((int) x) * height + (int) y;
                    }
                }
                beforeU = u;
                beforeV = v;
                first = false;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private static int scaled(double coordinate) {
        return (int) (SCALE * coordinate + 0.5);
    }
}
