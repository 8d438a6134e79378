package dev.maskwright.sdk.internal.preprocess;

import org.jspecify.annotations.Nullable;

/**
 * Reads stored rows of one family of formats as channels of 0..255, one int each, in the order that {@link RowSums} wants: pixel
 * {@code x} of a row stands at {@code (x % LANES) * groups + x / LANES}. For one thread at a time.
 */
abstract sealed class RowReader permits ColourReader, IntReader, YuvReader {

    /** How many pixels side by side make a group: as many as there are bytes in an int. */
    static final int LANES = 4;

    /** How many pixels are read. */
    final int count;

    final int groups;

    RowReader(int count) {
        this.count = count;
        groups = (count + LANES - 1) / LANES;
    }

    /** A reader of {@code width} pixels of each row; it reads {@link #lead} more before them. */
    static RowReader of(PixelSource source, int x, int width) {
        int count = width + lead(source, x);
        if (source instanceof ColourSource colours) {
            return new ColourReader(count, colours.isGrey());
        } else if (source instanceof IntSource) {
            return new IntReader(count);
        } else if (source instanceof YuvSource) {
            return new YuvReader(count);
        }
        throw new AssertionError(source);
    }

    /** How many pixels are read before the first that is wanted, since formats with pairs of pixels are read by pairs. */
    static int lead(PixelSource source, int x) {
        return source instanceof YuvSource ? x % 2 : 0;
    }

    /** Whether this reader can read that source, too. */
    abstract boolean fits(PixelSource source);

    /** 3 for red, green and blue; 1 for grey. */
    int channels() {
        return 3;
    }

    /** Begins with another picture, of which rows are read from column {@code x} on. */
    abstract void open(PixelSource source, int x);

    /** Reads a row into as many arrays as there are channels, each of {@code LANES * groups} ints; what lies after the last pixel has no meaning. */
    abstract void read(int row, int[][] channels);

    /** What {@link #open} was given. */
    static <T> T opened(@Nullable T source) {
        if (source == null) {
            throw new IllegalStateException("no picture is open");
        }
        return source;
    }

    /** Lets go of the picture. */
    abstract void close();
}
