package dev.maskwright.sdk.internal.pixel;

import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;

/**
 * The coefficients that convert Y, U and V to R, G and B, in fixed point with {@link #BITS} fraction bits.
 *
 * <p>With Kr, Kg and Kb of a {@link YuvMatrix}, Y from 0 to 1, and U and V from -0.5 to 0.5: R = Y + 2 (1 - Kr) V and B
 * = Y + 2 (1 - Kb) U; G follows from Y = Kr R + Kg G + Kb B.
 *
 * @param luma factor of Y minus {@code black}
 * @param redV factor of V minus 128 in red
 * @param greenU factor of U minus 128 in green, below 0
 * @param greenV factor of V minus 128 in green, below 0
 * @param blueU factor of U minus 128 in blue
 * @see <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601-7, sections 2.5.1 to 2.5.3</a>, for full range <a
 *     href="https://www.itu.int/rec/T-REC-T.871">ITU-T T.871, section 7</a>
 */
public record YuvConversion(int black, int luma, int redV, int greenU, int greenV, int blueU) {

    public static final int BITS = 16;

    private static final int HALF = 1 << (BITS - 1);

    public static YuvConversion of(YuvMatrix matrix, YuvRange range) {
        boolean isFull = range == YuvRange.FULL;
        double luma = isFull ? 1 : 255.0 / (235 - 16);
        double colour = isFull ? 1 : 255.0 / (240 - 16);
        double redV = 2 * (1 - matrix.red()) * colour;
        double blueU = 2 * (1 - matrix.blue()) * colour;
        return new YuvConversion(
                isFull ? 0 : 16,
                fixedPoint(luma),
                fixedPoint(redV),
                fixedPoint(-blueU * matrix.blue() / matrix.green()),
                fixedPoint(-redV * matrix.red() / matrix.green()),
                fixedPoint(blueU));
    }

    private static int fixedPoint(double factor) {
        return (int) Math.round(factor * (1 << BITS));
    }

    /** What is added to {@code luma} times Y. */
    int lumaOffset() {
        return HALF - luma * black;
    }

    /** Writes R, G and B of one pixel. */
    void convert(int y, int u, int v, byte[] rgb, int at) {
        int grey = luma * y + lumaOffset();
        rgb[at] = clip(grey + redV * (v - 128));
        rgb[at + 1] = clip(grey + greenU * (u - 128) + greenV * (v - 128));
        rgb[at + 2] = clip(grey + blueU * (u - 128));
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(value >> BITS, 255));
    }
}
