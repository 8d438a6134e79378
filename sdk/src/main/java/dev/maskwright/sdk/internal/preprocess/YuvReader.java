package dev.maskwright.sdk.internal.preprocess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link YuvSource}s and converts them on the way. Four pixels are one int of Y and one int of U, V, U, V: read so, all that follows is
 * the same work for each int of an array, which the compiler does for many of them at once.
 */
final class YuvReader extends RowReader {

    private static final int U = 0;
    private static final int V = 8;
    private static final int SECOND = 16; // the pair of the third and fourth pixel

    private final byte[] lumaBytes;
    private final byte[] colourBytes;
    private final IntBuffer lumaView;
    private final IntBuffer colourView;
    private final int[] luma;
    private final int[] colours;
    private final int[] grey;

    /** What U and V add to red, green and blue: for the first pair of each group, then for the second. */
    private final int[][] tints;

    private byte[] scratch = {};
    private @Nullable YuvSource source;
    private int x;
    private int tintedRow;

    YuvReader(int count) {
        super(count);
        lumaBytes = new byte[LANES * groups];
        colourBytes = new byte[LANES * groups];
        lumaView = ints(lumaBytes);
        colourView = ints(colourBytes);
        luma = new int[groups];
        colours = new int[groups];
        grey = new int[groups];
        tints = new int[6][groups];
    }

    private static IntBuffer ints(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    }

    @Override
    boolean fits(PixelSource other) {
        return other instanceof YuvSource;
    }

    @Override
    void open(PixelSource newSource, int newX) {
        YuvSource yuv = (YuvSource) newSource;
        int pairs = (count + 1) / 2;
        int length = 0;
        if (yuv.y().array() == null && yuv.y().pixelStride() > 1) {
            length = yuv.y().rowLength(count, 1);
        }
        if (yuv.u().array() == null) {
            length = Math.max(length, yuv.u().rowLength(pairs, 1));
        }
        if (yuv.v().array() == null) {
            length = Math.max(length, yuv.v().rowLength(pairs, 1));
        }
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        source = yuv;
        x = newX;
        tintedRow = -1;
    }

    @Override
    void read(int row, int[][] lanes) {
        YuvSource yuv = opened(source);
        YuvConversion conversion = yuv.conversion();
        if (yuv.colourRow(row) != tintedRow) {
            tintedRow = yuv.colourRow(row);
            readTints(yuv, tintedRow);
        }
        pick(yuv.y(), x, row, count, lumaBytes, 0, 1);
        lumaView.get(0, luma);
        for (int lane = 0; lane < LANES; lane++) {
            int pair = lane / 2;
            scale(luma, 8 * lane, conversion.luma(), conversion.lumaOffset(), grey);
            add(grey, tints[pair], lanes[lane]);
            add(grey, tints[2 + pair], lanes[LANES + lane]);
            add(grey, tints[4 + pair], lanes[2 * LANES + lane]);
        }
    }

    private void readTints(YuvSource yuv, int row) {
        int pairs = (count + 1) / 2;
        if (yuv.v().isBehind(yuv.u())) {
            yuv.u().copy(yuv.u().index(x / 2, row), colourBytes, 2 * pairs);
            convertTints(yuv.conversion(), U, V);
        } else if (yuv.u().isBehind(yuv.v())) {
            yuv.v().copy(yuv.v().index(x / 2, row), colourBytes, 2 * pairs);
            convertTints(yuv.conversion(), V, U);
        } else {
            pick(yuv.u(), x / 2, row, pairs, colourBytes, 0, 2);
            pick(yuv.v(), x / 2, row, pairs, colourBytes, 1, 2);
            convertTints(yuv.conversion(), U, V);
        }
    }

    private void convertTints(YuvConversion conversion, int u, int v) {
        colourView.get(0, colours);
        for (int pair = 0; pair < 2; pair++) {
            int shiftU = u + SECOND * pair;
            int shiftV = v + SECOND * pair;
            scale(colours, shiftV, conversion.redV(), -128 * conversion.redV(), tints[pair]);
            mix(colours, shiftU, conversion.greenU(), shiftV, conversion.greenV(), tints[2 + pair]);
            scale(colours, shiftU, conversion.blueU(), -128 * conversion.blueU(), tints[4 + pair]);
        }
    }

    private static void scale(int[] from, int shift, int factor, int offset, int[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = ((from[i] >>> shift) & 0xff) * factor + offset;
        }
    }

    private static void mix(int[] from, int shiftU, int factorU, int shiftV, int factorV, int[] to) {
        int offset = -128 * (factorU + factorV);
        for (int i = 0; i < to.length; i++) {
            to[i] = ((from[i] >>> shiftU) & 0xff) * factorU + ((from[i] >>> shiftV) & 0xff) * factorV + offset;
        }
    }

    private static void add(int[] grey, int[] tint, int[] to) {
        for (int i = 0; i < to.length; i++) {
            int value = (grey[i] + tint[i]) >> YuvConversion.BITS;
            value &= ~(value
                    >> 31); // below 0 becomes 0; written so, and not with min and max, it is done for many at once
            to[i] = (value | ((255 - value) >> 31)) & 0xff; // above 255 becomes 255
        }
    }

    /** Copies samples that lie {@code pixelStride} apart to every {@code step}th byte from {@code first} on. */
    private void pick(PixelPlane plane, int column, int row, int samples, byte[] to, int first, int step) {
        int from = plane.index(column, row);
        if (plane.pixelStride() == 1 && step == 1) {
            plane.copy(from, to, samples);
            return;
        }
        byte @Nullable [] array = plane.array();
        if (array == null) {
            plane.copy(from, scratch, plane.rowLength(samples, 1));
            array = scratch;
            from = 0;
        }
        int stride = plane.pixelStride();
        for (int i = 0, at = first; i < samples; i++, at += step, from += stride) {
            to[at] = array[from];
        }
    }

    @Override
    void close() {
        source = null;
    }
}
