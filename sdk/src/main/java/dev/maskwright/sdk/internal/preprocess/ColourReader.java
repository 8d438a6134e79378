package dev.maskwright.sdk.internal.preprocess;

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
    boolean fits(PixelSource other) {
        return other instanceof ColourSource colours && colours.isGrey() == isGrey;
    }

    @Override
    int channels() {
        return isGrey ? 1 : 3;
    }

    @Override
    void open(PixelSource newSource, int newX) {
        ColourSource colours = (ColourSource) newSource;
        int length = colours.plane().rowLength(count, colours.pixelBytes());
        if (colours.plane().array() == null && scratch.length < length) {
            scratch = new byte[length];
        }
        source = colours;
        x = newX;
    }

    @Override
    void read(int row, int[][] channels) {
        ColourSource colours = opened(source);
        PixelPlane plane = colours.plane();
        byte @Nullable [] array = plane.array();
        int from = plane.index(x, row);
        if (array == null) {
            plane.copy(from, scratch, plane.rowLength(count, colours.pixelBytes()));
            array = scratch;
            from = 0;
        }
        if (isGrey) {
            spread(array, from + colours.red(), plane.pixelStride(), channels[0]);
        } else {
            spread(array, from, colours, channels[0], channels[1], channels[2]);
        }
    }

    private void spread(byte[] bytes, int from, int step, int[] grey) {
        int at = from;
        for (int i = 0; i < count; i++, at += step) {
            grey[i % LANES * groups + i / LANES] = bytes[at] & 0xff;
        }
    }

    private void spread(byte[] bytes, int from, ColourSource colours, int[] red, int[] green, int[] blue) {
        int step = colours.plane().pixelStride();
        int n = groups;
        int whole = count / LANES;
        int r = from + colours.red();
        int g = from + colours.green();
        int b = from + colours.blue();
        for (int i = 0; i < whole; i++) {
            red[i] = bytes[r] & 0xff;
            green[i] = bytes[g] & 0xff;
            blue[i] = bytes[b] & 0xff;
            red[n + i] = bytes[r + step] & 0xff;
            green[n + i] = bytes[g + step] & 0xff;
            blue[n + i] = bytes[b + step] & 0xff;
            red[2 * n + i] = bytes[r + 2 * step] & 0xff;
            green[2 * n + i] = bytes[g + 2 * step] & 0xff;
            blue[2 * n + i] = bytes[b + 2 * step] & 0xff;
            red[3 * n + i] = bytes[r + 3 * step] & 0xff;
            green[3 * n + i] = bytes[g + 3 * step] & 0xff;
            blue[3 * n + i] = bytes[b + 3 * step] & 0xff;
            r += LANES * step;
            g += LANES * step;
            b += LANES * step;
        }
        for (int i = whole * LANES; i < count; i++, r += step, g += step, b += step) {
            int at = i % LANES * n + i / LANES;
            red[at] = bytes[r] & 0xff;
            green[at] = bytes[g] & 0xff;
            blue[at] = bytes[b] & 0xff;
        }
    }

    @Override
    void close() {
        source = null;
    }
}
