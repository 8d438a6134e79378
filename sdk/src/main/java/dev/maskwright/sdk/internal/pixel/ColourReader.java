package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.Nullable;

/** Reads {@link ColourSource}s. */
final class ColourReader extends RowReader {

    private final boolean isGrey;
    private byte[] scratch = {};
    private @Nullable ColourSource source;
    private int x;

    ColourReader(int count, boolean isGrey) {
        super(count);
        this.isGrey = isGrey;
    }

    @Override
    public boolean fits(PixelSource other) {
        return other instanceof ColourSource colours && colours.isGrey() == isGrey;
    }

    @Override
    public int channels() {
        return isGrey ? 1 : 3;
    }

    @Override
    public void open(PixelSource newSource, int newX) {
        ColourSource colours = (ColourSource) newSource;
        int length = colours.plane().rowLength(count, colours.pixelBytes());
        if (colours.plane().array() == null && scratch.length < length) {
            scratch = new byte[length];
        }
        source = colours;
        x = newX;
    }

    @Override
    public void read(int row, int[][] lanes) {
        ColourSource colours = opened(source);
        PixelPlane plane = colours.plane();
        byte @Nullable [] array = plane.array();
        int from = plane.index(x, row);
        if (array == null) {
            plane.copy(from, scratch, plane.rowLength(count, colours.pixelBytes()));
            array = scratch;
            from = 0;
        }
        int step = plane.pixelStride();
        if (isGrey) {
            for (int lane = 0; lane < LANES; lane++) {
                pick(array, from + colours.red() + lane * step, LANES * step, lanes[lane], pixels(lane));
            }
        } else {
            for (int lane = 0; lane < LANES; lane++) {
                int at = from + lane * step;
                int end = pixels(lane);
                pick(array, at + colours.red(), LANES * step, lanes[lane], end);
                pick(array, at + colours.green(), LANES * step, lanes[LANES + lane], end);
                pick(array, at + colours.blue(), LANES * step, lanes[2 * LANES + lane], end);
            }
        }
    }

    private static void pick(byte[] bytes, int from, int step, int[] to, int end) {
        for (int i = 0, at = from; i < end; i++, at += step) {
            to[i] = bytes[at] & 0xff;
        }
    }

    @Override
    public void close() {
        source = null;
    }
}
