package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.pixel.PixelPlane;
import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.StoredPicture;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.internal.pixel.YuvSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A frame reduced to a few cells, computed from some of its rows: fast enough for every frame of a camera. A cell holds
 * three means 0..255: of Y, U and V, or of red, green and blue. For one thread at a time.
 */
public final class Sketch {

    /** How many stored rows are read for each row of cells; U and V are read for one or two of them. */
    private static final int SAMPLES = 3;

    private final int columns;
    private final int rows;
    private final float[] means; // (3, rows, columns)
    private @Nullable View view; // that bounds and sums are for
    private int[] bounds = {}; // where the cells of a stored row begin
    private int[] sums = {}; // (3, cells of a stored row)
    private byte[] bytes = {};
    private final ColumnSums luma = new ColumnSums();
    private final ColumnSums blue = new ColumnSums();
    private final ColumnSums red = new ColumnSums();

    /**
     * Column sums of bytes over up to 256 rows. Eight bytes are added at once, in 16 bits each, with even and odd
     * positions apart; the compiler vectorises these loops over arrays of long.
     */
    private static final class ColumnSums {

        private static final long EVEN = 0x00ff00ff00ff00ffL;

        private byte[] bytes = {};
        private LongBuffer view = LongBuffer.allocate(0);
        private long[] row = {};
        private long[] even = {};
        private long[] odd = {};

        void clear() {
            Arrays.fill(even, 0);
            Arrays.fill(odd, 0);
        }

        void add(PixelPlane plane, int index, int length) {
            int longs = (length + Long.BYTES - 1) / Long.BYTES;
            if (row.length != longs) {
                bytes = new byte[longs * Long.BYTES];
                view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
                row = new long[longs];
                even = new long[longs];
                odd = new long[longs];
            }
            plane.copy(index, bytes, length);
            view.get(0, row);
            for (int i = 0; i < row.length; i++) {
                even[i] += row[i] & EVEN;
            }
            for (int i = 0; i < row.length; i++) {
                odd[i] += (row[i] >>> Byte.SIZE) & EVEN;
            }
        }

        int sum(int begin, int end, int stride) {
            int sum = 0;
            for (int place = begin; place < end; place += stride) {
                sum += at(place);
            }
            return sum;
        }

        int sum(int begin, int end) {
            int from = Math.min((begin + Long.BYTES - 1) / Long.BYTES, end / Long.BYTES);
            int to = end / Long.BYTES;
            int sum = sum(begin, Math.min(end, from * Long.BYTES), 1);
            for (int i = from; i < to; i++) {
                sum += fold(even[i]) + fold(odd[i]);
            }
            return sum + sum(Math.max(begin, to * Long.BYTES), end, 1);
        }

        /** The sum of the four 16-bit numbers in a long. */
        private static int fold(long four) {
            long two = (four & 0xffff0000ffffL) + ((four >>> Short.SIZE) & 0xffff0000ffffL);
            return (int) (two + (two >>> Integer.SIZE));
        }

        int at(int place) {
            long four = (place % 2 == 0 ? even : odd)[place / Long.BYTES];
            return (int) (four >>> (place % Long.BYTES / 2 * Short.SIZE)) & 0xffff;
        }
    }

    /** Sketches of frames of any size. */
    public Sketch(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        means = new float[3 * columns * rows];
    }

    /** The means (3, rows, columns): the sketch's own array, which the next frame overwrites. */
    public float[] means() {
        return means;
    }

    /** Computes the means of a frame. */
    public void take(Frame frame) {
        StoredPicture picture = StoredPicture.of(frame);
        View seen = picture.view();
        if (!seen.equals(view)) {
            view = seen;
            plan(seen);
        }
        int down = seen.isSwapped() ? columns : rows;
        for (int cell = 0; cell < down; cell++) {
            int from = (int) ((long) cell * seen.height() / down);
            int to = Math.max(from + 1, (int) ((long) (cell + 1) * seen.height() / down));
            readCells(picture.source(), seen, from, to);
            for (int i = 0; i < bounds.length - 1; i++) {
                int target = target(seen, i, cell, down);
                for (int c = 0; c < 3; c++) {
                    means[c * columns * rows + target] = sums[c * (bounds.length - 1) + i] / 16f;
                }
            }
        }
    }

    private void plan(View seen) {
        int across = seen.isSwapped() ? rows : columns;
        bounds = new int[across + 1];
        for (int i = 0; i <= across; i++) {
            bounds[i] = (int) ((long) i * seen.width() / across);
        }
        sums = new int[3 * across];
    }

    /** The index in the frame of a cell of the stored picture. */
    private int target(View seen, int column, int row, int down) {
        int fromLeft = seen.flipsX() ? bounds.length - 2 - column : column;
        int fromTop = seen.flipsY() ? down - 1 - row : row;
        return seen.isSwapped() ? fromLeft * columns + fromTop : fromTop * columns + fromLeft;
    }

    /** Writes 16 times the mean of each cell of a row of cells into {@link #sums}. */
    private void readCells(PixelSource source, View seen, int from, int to) {
        Arrays.fill(sums, 0);
        luma.clear();
        blue.clear();
        red.clear();
        int step = (to - from + SAMPLES - 1) / SAMPLES;
        int count = 0;
        int colourCount = 0;
        for (int row = from; row < to; row += step, count++) {
            int y = seen.y() + row;
            if (source instanceof YuvSource yuv) {
                add(luma, yuv.y(), seen.x(), y, seen.width(), 1);
                if (count % SAMPLES == 1 || row + step >= to) {
                    boolean hasBoth = yuv.v().isBehind(yuv.u());
                    add(blue, yuv.u(), seen.x() / 2, yuv.colourRow(y), half(seen.width()), hasBoth ? 2 : 1);
                    if (!hasBoth) {
                        add(red, yuv.v(), seen.x() / 2, yuv.colourRow(y), half(seen.width()), 1);
                    }
                    colourCount++;
                }
            } else {
                addRgb(source, seen, y);
                colourCount++;
            }
        }
        if (source instanceof YuvSource yuv) {
            sum(luma, 0, yuv.y().pixelStride(), 1, 0);
            sum(blue, 0, yuv.u().pixelStride(), 2, 1);
            boolean isBehind = yuv.v().isBehind(yuv.u());
            sum(isBehind ? blue : red, isBehind ? 1 : 0, yuv.v().pixelStride(), 2, 2);
        }
        int cells = bounds.length - 1;
        for (int i = 0; i < cells; i++) {
            int pixels = Math.max(1, bounds[i + 1] - bounds[i]);
            boolean isHalved = source instanceof YuvSource;
            sums[i] = 16 * sums[i] / (pixels * count);
            int colours = isHalved ? Math.max(1, half(bounds[i + 1]) - half(bounds[i])) : pixels;
            sums[cells + i] = 16 * sums[cells + i] / (colours * colourCount);
            sums[2 * cells + i] = 16 * sums[2 * cells + i] / (colours * colourCount);
        }
    }

    private static int half(int x) {
        return (x + 1) / 2;
    }

    /** Adds a row of a plane to the column sums. */
    private void add(ColumnSums columnSums, PixelPlane plane, int x, int y, int width, int bytesOfLast) {
        columnSums.add(plane, plane.index(x, y), plane.rowLength(width, bytesOfLast));
    }

    /** Adds the column sums to the cells of a channel: every {@code stride}th byte, from {@code first} on. */
    private void sum(ColumnSums columnSums, int first, int stride, int shrunk, int channel) {
        int cells = bounds.length - 1;
        for (int i = 0; i < cells; i++) {
            int begin = shrunk == 1 ? bounds[i] : half(bounds[i]);
            int end = shrunk == 1 ? bounds[i + 1] : half(bounds[i + 1]);
            sums[channel * cells + i] = stride == 1
                    ? columnSums.sum(first + begin, first + end)
                    : columnSums.sum(first + begin * stride, first + end * stride, stride);
        }
    }

    private void addRgb(PixelSource source, View seen, int y) {
        int length = 3 * seen.width();
        bytes = bytes.length < length ? new byte[length] : bytes;
        source.readRgb(seen.x(), y, seen.width(), bytes);
        int cells = bounds.length - 1;
        for (int i = 0; i < cells; i++) {
            for (int p = 3 * bounds[i]; p < 3 * bounds[i + 1]; p += 3) {
                sums[i] += bytes[p] & 0xff;
                sums[cells + i] += bytes[p + 1] & 0xff;
                sums[2 * cells + i] += bytes[p + 2] & 0xff;
            }
        }
    }
}
