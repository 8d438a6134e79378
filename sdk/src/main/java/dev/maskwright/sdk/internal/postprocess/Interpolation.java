package dev.maskwright.sdk.internal.postprocess;

import java.util.Arrays;

/**
 * Bilinear resizing along one axis: which two source pixels each target pixel lies between, and how far it is from the
 * first to the second. Adjacent target pixels between the same two form a <em>cell</em>. Immutable.
 */
final class Interpolation {

    /** Fraction bits of a {@link #share}; two shares times a confidence of 8 bits nearly fill an int. */
    static final int BITS = 11;

    static final int ONE = 1 << BITS;

    private final int[] firsts;
    private final int[] seconds;
    private final float[] weights;
    private final int[] shares; // the weights in 2048ths
    private final int[] begins; // where each cell begins, and where the last one ends
    private final int[] ends; // of the cell of each target pixel
    private final int cells;

    /**
     * Resizes a part of the source. Pixels whose centres lie outside the part are not used.
     *
     * @param start where the part begins; whole numbers are the centres of source pixels
     * @param length of the part, in source pixels
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

    /** The source pixel at or before target pixel {@code i}. */
    int first(int i) {
        return firsts[i];
    }

    /** The pixel after {@link #first}, or the same one at the end of the part. */
    int second(int i) {
        return seconds[i];
    }

    /** The weight of {@link #second}, 0..1; {@link #first} has the rest. */
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

    /** Where a cell begins in the target; for index {@link #cells}, where the last one ends. */
    int begin(int cell) {
        return begins[cell];
    }
}
