package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.Nullable;

/**
 * Reads stored rows of one family of formats as numbers 0..255, one int each: lane {@code x % LANES} of a channel has
 * pixel {@code x} at {@code x / LANES}. For one thread at a time.
 *
 * <p>All that is done to rows is done lane by lane in loops of one statement over whole arrays, each from its first
 * element: those the compiler turns into instructions for many ints at once. It does not where arrays are read from
 * different elements on, or where the statement is long; that was measured.
 */
public abstract sealed class RowReader permits ColourReader, IntReader, YuvReader {

    /** How many pixels side by side make a group: as many as there are bytes in an int. */
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

    /**
     * How many pixels are read before the first that is wanted, since formats with pairs of pixels are read by pairs.
     */
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

    /** Begins with another picture, of which rows are read from column {@code x} on. */
    public abstract void open(PixelSource source, int x);

    /**
     * Reads a row.
     *
     * @param lanes those of the first channel, then those of the next, {@code groups} ints each; what lies after the
     *     last pixel has no meaning
     */
    public abstract void read(int row, int[][] lanes);

    /** Room for a row. */
    public int[][] newLanes() {
        return new int[channels() * LANES][groups];
    }

    /** What {@link #open} was given. */
    static <T> T opened(@Nullable T source) {
        if (source == null) {
            throw new IllegalStateException("no picture is open");
        }
        return source;
    }

    /** Lets go of the picture. */
    public abstract void close();
}
