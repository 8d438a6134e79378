package dev.maskwright.sdk.internal.postprocess;

import java.util.Arrays;

/**
 * Bilinear resizing along one axis: between which two pixels of the source each of the target lies, and how far the
 * way from the first to the second. Neighbours that lie between the same two form a <em>cell</em>. Immutable.
 */
final class Interpolation {

    /** Bits after the point of a {@link #share}; two of them and 8 bits of a confidence nearly fill an int. */
    static final int BITS = 11;

    static final int ONE = 1 << BITS;

    private final int[] firsts;
    private final int[] seconds;
    private final float[] weights;
    private final int[] shares; // the weights in 2048ths
    private final int[] begins; // of the cells, and where the last one ends
    private final int[] ends; // by pixel of the target
    private final int cells;

    /**
     * A part of the source, resized. Pixels whose middles lie outside the part are not looked at.
     *
     * @param start where the part begins; whole numbers are the middles of the source's pixels
     * @param length of the part in pixels of the source
     * @param size of the source
     * @param toSize of the target
     */
    Interpolation(double start, double length, int size, int toSize) {
        firsts = new int[toSize];
        seconds = new int[toSize];
        weights = new float[toSize];
        shares = new int[toSize];
        begins = new int[toSize + 1];
        int most = Math.max(0, Math.min(size, (int) Math.ceil(start + length)) - 1);
        int least = Math.min(most, Math.max(0, (int) Math.ceil(start)));
        int count = 0;
        for (int i = 0; i < toSize; i++) {
            double middle = start + (i + 0.5) * length / toSize;
            double at = Math.min(Math.max(middle, least), most);
            firsts[i] = (int) at;
            seconds[i] = Math.min(firsts[i] + 1, most);
            weights[i] = (float) (at - firsts[i]);
            shares[i] = Math.round(weights[i] * ONE);
            if (i == 0 || firsts[i] != firsts[i - 1]) {
                begins[count++] = i;
            }
        }
        cells = count;
        begins[count] = toSize;
        ends = new int[toSize];
        for (int cell = 0; cell < count; cell++) {
            Arrays.fill(ends, begins[cell], begins[cell + 1], begins[cell + 1]);
        }
    }

    /** The size of the target. */
    int size() {
        return weights.length;
    }

    /** The pixel of the source at or before pixel {@code i} of the target. */
    int first(int i) {
        return firsts[i];
    }

    /** The pixel after {@link #first}, or the same one at the end of the part. */
    int second(int i) {
        return seconds[i];
    }

    /** What {@link #second} weighs, 0..1; the first weighs the rest. */
    float weight(int i) {
        return weights[i];
    }

    /** {@link #weight} as 0..{@link #ONE}, rounded. */
    int share(int i) {
        return shares[i];
    }

    /** Where the cell of pixel {@code i} ends. */
    int end(int i) {
        return ends[i];
    }

    int cells() {
        return cells;
    }

    /** Where a cell begins in the target; that of {@link #cells} is where the last one ends. */
    int begin(int cell) {
        return begins[cell];
    }
}
