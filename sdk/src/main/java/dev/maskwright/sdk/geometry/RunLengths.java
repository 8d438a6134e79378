package dev.maskwright.sdk.geometry;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A set of pixels of an image in COCO's run-length encoding: alternating numbers of pixels outside and inside, starting
 * with those outside, down the columns from left to right.
 *
 * @see <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">maskApi.c</a>, whose results these
 *     are, bit for bit
 */
public final class RunLengths {

    private final int width;
    private final int height;
    private final int[] counts;

    private RunLengths(int width, int height, int[] counts) {
        this.width = width;
        this.height = height;
        this.counts = counts;
    }

    /**
     * Reads unpacked counts, as in a file.
     *
     * @throws IllegalArgumentException if the runs do not fill the image
     */
    public static RunLengths ofCounts(int width, int height, long... counts) {
        long size = size(width, height);
        int[] checked = new int[counts.length];
        long end = 0;
        for (int i = 0; i < counts.length; i++) {
            long run = counts[i];
            if (run < 0 || run > size - end) {
                throw new IllegalArgumentException(
                        "run %d of its counts is %d, but %d of %d pixels are left".formatted(i, run, size - end, size));
            }
            checked[i] = (int) run;
            end += run;
        }
        if (end != size) {
            throw new IllegalArgumentException(
                    "its counts make %d pixels, but %dx%d are %d".formatted(end, width, height, size));
        }
        return new RunLengths(width, height, checked);
    }

    /**
     * Reads packed counts: five bits per character, from the fourth number on as differences from the number two
     * before.
     *
     * @throws IllegalArgumentException if a character is invalid, the end is missing, or the runs do not fill the image
     */
    public static RunLengths parse(int width, int height, String packed) {
        long[] numbers = new long[packed.length()];
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
                    throw new IllegalArgumentException("character %d of its counts, '%s', is not valid in packed runs"
                            .formatted(at - 1, packed.charAt(at - 1)));
                }
                value |= (long) (five & 31) << shift;
                shift += 5;
            } while ((five & 32) != 0);
            if ((five & 16) != 0) {
                value |= -1L << shift;
            }
            numbers[size] = size > 2 ? value + numbers[size - 2] : value;
            size++;
        }
        return ofCounts(width, height, Arrays.copyOf(numbers, size));
    }

    /**
     * Fills a polygon. The cost depends on the image's size and the number of corners, however far outside the image
     * these are.
     *
     * @param corners x and y in turn, in pixels; they may lie outside the image
     * @throws IllegalArgumentException if the outline goes back and forth so often that no run lengths could represent
     *     it
     */
    public static RunLengths ofPolygon(int width, int height, double... corners) {
        int size = size(width, height);
        int[] crossings = Crossings.of(corners, width, height);
        Arrays.sort(crossings);
        Builder runs = new Builder(width, height);
        for (int i = 0; i < crossings.length; i += 2) {
            runs.add(crossings[i], i + 1 < crossings.length ? crossings[i + 1] : size);
        }
        return runs.build();
    }

    private static int size(int width, int height) {
        long size = (long) width * height;
        if (width < 1 || height < 1 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an image cannot have %dx%d pixels".formatted(width, height));
        }
        return (int) size;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The numbers of pixels outside, inside, outside, and so on: a copy. */
    public int[] counts() {
        return counts.clone();
    }

    /** The counts as text in pycocotools' packed form; see {@link #parse}. */
    public String packed() {
        StringBuilder packed = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            int rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            boolean more;
            do {
                int five = rest & 31;
                rest >>= 5;
                more = rest != ((five & 16) == 0 ? 0 : -1);
                packed.append((char) ('0' + (more ? five | 32 : five)));
            } while (more);
        }
        return packed.toString();
    }

    /** The number of pixels inside. */
    public int area() {
        int area = 0;
        for (int i = 1; i < counts.length; i += 2) {
            area += counts[i];
        }
        return area;
    }

    /** The pixels inside: bit {@code x * height + y} is the pixel (x, y). */
    public BitSet bits() {
        BitSet bits = new BitSet(width * height);
        int end = 0;
        for (int i = 0; i < counts.length; i++) {
            if (i % 2 == 1) {
                bits.set(end, end + counts[i]);
            }
            end += counts[i];
        }
        return bits;
    }

    /** Whether both are of one size and have the same counts. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RunLengths that
                && width == that.width
                && height == that.height
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "%dx%d %s".formatted(width, height, packed());
    }

    /** Builds run lengths from runs of marked pixels. Not thread-safe. */
    public static final class Builder {

        private final int width;
        private final int height;
        private int[] counts = new int[32];
        private int size;
        private int end;

        /** Starts with no pixel of a picture of this size marked. */
        public Builder(int width, int height) {
            this.width = width;
            this.height = height;
        }

        /**
         * Marks pixels, counted down the columns.
         *
         * @param from the first pixel, not before the end of the last run that was added
         * @param to the end, exclusive, at most {@code width * height}
         * @throws IllegalArgumentException if the run begins before the end of the last one, or ends before it begins
         *     or beyond the picture
         */
        public void add(int from, int to) {
            if (from < end || to < from || to > (long) width * height) {
                throw new IllegalArgumentException(
                        ("pixels %d to %d: expected a run within %d to %d, where the last one ended and "
                                        + "the picture of %dx%d ends")
                                .formatted(from, to, end, (long) width * height, width, height));
            }
            if (from == to) {
                return;
            }
            if (size > 0 && from == end) {
                counts[size - 1] += to - from;
            } else {
                append(from - end);
                append(to - from);
            }
            end = to;
        }

        private void append(int count) {
            if (size == counts.length) {
                counts = Arrays.copyOf(counts, 2 * size);
            }
            counts[size++] = count;
        }

        /** The run lengths of the marked pixels. */
        public RunLengths build() {
            int rest = width * height - end;
            if (rest > 0) {
                append(rest);
            }
            return new RunLengths(width, height, Arrays.copyOf(counts, size));
        }
    }
}
