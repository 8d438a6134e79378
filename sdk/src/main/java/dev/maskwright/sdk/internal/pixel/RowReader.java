package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.Nullable;

/**
 * Reads stored rows of one family of formats as numbers 0..255, one int each: pixel {@code x} of a channel is at
 * {@code x / LANES} of the channel's lane {@code x % LANES}. For one thread at a time.
 *
 * <p>All work on rows is done lane by lane, in single-statement loops over whole arrays from the first element, because
 * the compiler vectorises these. It does not if the arrays are read from different start elements, or if the statement
 * is long, as measured.
 */
public abstract sealed class RowReader permits ColourReader, IntReader, YuvReader {

    /** How many adjacent pixels make a group: as many as there are bytes in an int. */
    public static final int LANES = 4;

    /** How many pixels are read. */
    final int count;

    final int groups;

    RowReader(int count) {
        this.count = count;
        groups = (count + LANES - 1) / LANES;
    }

    /** A reader of {@code width} pixels of each row; it reads {@link #lead} more before them. */
    public static RowReader of(PixelSource source, int x, int width) {
        int count = width + lead(source, x);
        if (source instanceof ColourSource colours) {
            return new ColourReader(count, colours.isGrey());
        } else if (source instanceof IntSource) {
            return new IntReader(count);
        } else if (source instanceof YuvSource yuv) {
            return new YuvReader(count, !yuv.halvesRows());
        }
        throw new AssertionError(source);
    }

    /** How many pixels are read before the first one wanted: formats with pairs of pixels are read by pairs. */
    public static int lead(PixelSource source, int x) {
        return source instanceof YuvSource ? x % 2 : 0;
    }

    /** Whether this reader can read that source, too. */
    public abstract boolean fits(PixelSource source);

    /** 3 for red, green and blue; 1 for grey. */
    public int channels() {
        return 3;
    }

    /** How many ints a lane has. */
    public final int groups() {
        return groups;
    }

    /** How many pixels a lane has. */
    final int pixels(int lane) {
        return (count - lane + LANES - 1) / LANES;
    }

    /** Starts on another picture, whose rows are read from column {@code x} on. */
    public abstract void open(PixelSource source, int x);

    /**
     * Reads a row.
     *
     * @param lanes receives the lanes of the first channel, then of the next, {@code groups} ints each; values after
     *     the last pixel are undefined
     */
    public abstract void read(int row, int[][] lanes);

    /** Arrays for one row. */
    public int[][] newLanes() {
        return new int[channels() * LANES][groups];
    }

    /** The picture passed to {@link #open}. */
    static <T> T opened(@Nullable T source) {
        if (source == null) {
            throw new IllegalStateException("no picture is open");
        }
        return source;
    }

    /** Releases the picture. */
    public abstract void close();
}
