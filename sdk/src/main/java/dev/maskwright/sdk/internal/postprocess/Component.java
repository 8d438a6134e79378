package dev.maskwright.sdk.internal.postprocess;

import java.util.BitSet;

/**
 * Connected pixels of one class, which cover the columns {@code left..right} and the rows {@code top..bottom}, ends excluded.
 *
 * @param x the mean of the middles of its pixels, as is y
 * @param confidence the mean of its pixels, 0..1
 * @param runs where it lies in each row, from the top: row, first column, column after the last, and so on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Component(
        int classId,
        int area,
        int left,
        int top,
        int right,
        int bottom,
        double x,
        double y,
        double confidence,
        int[] runs) {

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    /** Its pixels: bit {@code (x - left) * (bottom - top) + y - top} is the pixel (x, y). */
    public BitSet columns() {
        BitSet bits = new BitSet(width() * height());
        for (int i = 0; i < runs.length; i += 3) {
            int row = runs[i] - top;
            for (int x = runs[i + 1] - left; x < runs[i + 2] - left; x++) {
                bits.set(x * height() + row);
            }
        }
        return bits;
    }
}
