package dev.maskwright.sdk.internal.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link YuvSource}s and converts them to RGB. Four pixels are read as one int of Y and one int of U, V, U, V, so
 * everything after is the same operation on each int of an array, which the compiler vectorises.
 */
public final class YuvReader extends RowReader {

    private static final int U = 0;
    private static final int V = 8;
    private static final int SECOND = 16; // the pair of the third and fourth pixel

    private final boolean isPairs;
    private final byte[] pairBytes;
    private final IntBuffer pairView;
    private final int[] pairs;
    private final byte[] lumaBytes;
    private final byte[] colourBytes;
    private final IntBuffer lumaView;
    private final IntBuffer colourView;
    private final int[] luma;
    private final int[] colours;
    private final int[] grey;

    /**
     * What U, V and the black level add to red, green and blue: for each channel, first for the first pair of pixels of
     * each group, then for the second.
     */
    private final int[][] tints;

    private byte[] scratch = {};
    private @Nullable YuvSource source;
    private int x;
    private int tintedRow;

    /** @param isPairs whether a row holds Y, U and V together */
    YuvReader(int count, boolean isPairs) {
        super(count);
        this.isPairs = isPairs;
        pairBytes = new byte[isPairs ? 2 * LANES * groups : 0];
        pairView = ints(pairBytes);
        pairs = new int[isPairs ? 2 * groups : 0];
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
    public boolean fits(PixelSource other) {
        return other instanceof YuvSource yuv && yuv.halvesRows() != isPairs;
    }

    @Override
    public void open(PixelSource newSource, int newX) {
        YuvSource yuv = (YuvSource) newSource;
        source = yuv;
        x = newX;
        tintedRow = -1;
        if (!isPairs) {
            makeRoom(yuv);
        }
    }

    private void makeRoom(YuvSource yuv) {
        int colourCount = (count + 1) / 2;
        int length = 0;
        if (yuv.y().array() == null && yuv.y().pixelStride() > 1) {
            length = yuv.y().rowLength(count, 1);
        }
        if (yuv.u().array() == null) {
            length = Math.max(length, yuv.u().rowLength(colourCount, 1));
        }
        if (yuv.v().array() == null) {
            length = Math.max(length, yuv.v().rowLength(colourCount, 1));
        }
        if (scratch.length < length) {
            scratch = new byte[length];
        }
    }

    @Override
    public void read(int row, int[][] lanes) {
        if (isPairs) {
            YuvSource yuv = opened(source);
            splitPairs(yuv, row);
            convertTints(yuv.conversion(), U, V);
        } else {
            readLuma(row, luma);
            readTints(row);
        }
        int factor = lumaFactor();
        for (int lane = 0; lane < LANES; lane++) {
            scale(luma, Byte.SIZE * lane, factor, 0, grey);
            add(grey, tint(0, lane), lanes[lane]);
            add(grey, tint(1, lane), lanes[LANES + lane]);
            add(grey, tint(2, lane), lanes[2 * LANES + lane]);
        }
    }

    /** Reads Y alone, four pixels in an int, from a source whose rows do not hold Y, U and V together. */
    public void readLuma(int row, int[] to) {
        pick(opened(source).y(), x, row, count, lumaBytes, 0, 1);
        lumaView.get(0, to);
    }

    /** Reads U and V alone, for {@link #tint}, from a source whose rows do not hold Y, U and V together. */
    public void readTints(int row) {
        YuvSource yuv = opened(source);
        if (yuv.colourRow(row) != tintedRow) {
            tintedRow = yuv.colourRow(row);
            readTints(yuv, tintedRow);
        }
    }

    /** What is added to {@link #lumaFactor} times Y for a channel of a lane. */
    public int[] tint(int channel, int lane) {
        return tints[2 * channel + lane / 2];
    }

    public int lumaFactor() {
        return opened(source).conversion().luma();
    }

    private void readTints(YuvSource yuv, int row) {
        int colourCount = (count + 1) / 2;
        boolean isVFirst = yuv.u().isBehind(yuv.v());
        if (isVFirst || yuv.v().isBehind(yuv.u())) {
            PixelPlane first = isVFirst ? yuv.v() : yuv.u();
            first.copy(first.index(x / 2, row), colourBytes, 2 * colourCount);
        } else {
            pick(yuv.u(), x / 2, row, colourCount, colourBytes, 0, 2);
            pick(yuv.v(), x / 2, row, colourCount, colourBytes, 1, 2);
        }
        colourView.get(0, colours);
        convertTints(yuv.conversion(), isVFirst ? V : U, isVFirst ? U : V);
    }

    /**
     * Splits each two ints Y, U, Y, V or U, Y, V, Y, which are four pixels, into one int of Y and one of U, V, U, V.
     */
    private void splitPairs(YuvSource yuv, int row) {
        PixelPlane plane = yuv.y();
        plane.copy(yuv.pairIndex(x, row), pairBytes, 4 * ((count + 1) / 2));
        pairView.get(0, pairs);
        int shiftY = yuv.isLumaFirst() ? 0 : 8;
        int shiftColour = 8 - shiftY;
        for (int i = 0; i < luma.length; i++) {
            int first = pairs[2 * i];
            int second = pairs[2 * i + 1];
            luma[i] = everySecond(first >>> shiftY) | everySecond(second >>> shiftY) << 16;
            colours[i] = everySecond(first >>> shiftColour) | everySecond(second >>> shiftColour) << 16;
        }
    }

    /** The first and the third byte, packed into the lower half. */
    private static int everySecond(int bytes) {
        return (bytes & 0xff) | (bytes >>> 8 & 0xff00);
    }

    private void convertTints(YuvConversion conversion, int u, int v) {
        for (int pair = 0; pair < 2; pair++) {
            int shiftU = u + SECOND * pair;
            int shiftV = v + SECOND * pair;
            int offset = conversion.lumaOffset();
            scale(colours, shiftV, conversion.redV(), offset - 128 * conversion.redV(), tints[pair]);
            mix(colours, shiftU, conversion.greenU(), shiftV, conversion.greenV(), offset, tints[2 + pair]);
            scale(colours, shiftU, conversion.blueU(), offset - 128 * conversion.blueU(), tints[4 + pair]);
        }
    }

    /** One byte of each int times a factor, plus an offset. */
    public static void scale(int[] from, int shift, int factor, int offset, int[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = ((from[i] >>> shift) & 0xff) * factor + offset;
        }
    }

    private static void mix(int[] from, int shiftU, int factorU, int shiftV, int factorV, int lumaOffset, int[] to) {
        int offset = lumaOffset - 128 * (factorU + factorV);
        for (int i = 0; i < to.length; i++) {
            to[i] = ((from[i] >>> shiftU) & 0xff) * factorU + ((from[i] >>> shiftV) & 0xff) * factorV + offset;
        }
    }

    /** Converts the sum of both from fixed point with {@link YuvConversion#BITS} fraction bits to 0..255. */
    public static void add(int[] grey, int[] tint, int[] to) {
        for (int i = 0; i < to.length; i++) {
            int value = (grey[i] + tint[i]) >> YuvConversion.BITS;
            value &= ~(value >> 31); // below 0 becomes 0; unlike min and max, this is vectorised
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
    public void close() {
        source = null;
    }
}
