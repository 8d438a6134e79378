package dev.maskwright.sdk.internal.preprocess;

import org.jspecify.annotations.Nullable;

/** Reads {@link IntSource}s. */
final class IntReader extends RowReader {

    private int[] scratch = {};
    private @Nullable IntSource source;
    private int x;

    IntReader(int count) {
        super(count);
    }

    @Override
    boolean fits(PixelSource other) {
        return other instanceof IntSource;
    }

    @Override
    void open(PixelSource newSource, int newX) {
        IntSource ints = (IntSource) newSource;
        if (ints.array() == null && scratch.length < count) {
            scratch = new int[count];
        }
        source = ints;
        x = newX;
    }

    @Override
    void read(int row, int[][] channels) {
        IntSource ints = opened(source);
        int @Nullable [] array = ints.array();
        int from = ints.index(x, row);
        if (array == null) {
            ints.buffer().get(from, scratch, 0, count);
            array = scratch;
            from = 0;
        }
        int[] red = channels[0];
        int[] green = channels[1];
        int[] blue = channels[2];
        for (int lane = 0; lane < Math.min(LANES, count); lane++) {
            int end = (count - lane + LANES - 1) / LANES;
            for (int i = 0; i < end; i++) {
                int argb = array[from + lane + LANES * i];
                red[lane * groups + i] = (argb >> 16) & 0xff;
                green[lane * groups + i] = (argb >> 8) & 0xff;
                blue[lane * groups + i] = argb & 0xff;
            }
        }
    }

    @Override
    void close() {
        source = null;
    }
}
