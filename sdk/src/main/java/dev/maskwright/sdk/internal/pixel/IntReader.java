package dev.maskwright.sdk.internal.pixel;

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
    public boolean fits(PixelSource other) {
        return other instanceof IntSource;
    }

    @Override
    public void open(PixelSource newSource, int newX) {
        IntSource ints = (IntSource) newSource;
        if (ints.array() == null && scratch.length < count) {
            scratch = new int[count];
        }
        source = ints;
        x = newX;
    }

    @Override
    public void read(int row, int[][] lanes) {
        IntSource ints = opened(source);
        int @Nullable [] array = ints.array();
        int from = ints.index(x, row);
        if (array == null) {
            ints.buffer().get(from, scratch, 0, count);
            array = scratch;
            from = 0;
        }
        for (int lane = 0; lane < LANES; lane++) {
            int[] red = lanes[lane];
            int[] green = lanes[LANES + lane];
            int[] blue = lanes[2 * LANES + lane];
            int end = pixels(lane);
            for (int i = 0, at = from + lane; i < end; i++, at += LANES) {
                int argb = array[at];
                red[i] = (argb >> 16) & 0xff;
                green[i] = (argb >> 8) & 0xff;
                blue[i] = argb & 0xff;
            }
        }
    }

    @Override
    public void close() {
        source = null;
    }
}
