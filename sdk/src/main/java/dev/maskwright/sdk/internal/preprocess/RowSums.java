package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.RowReader;

/**
 * The weighted sums along a row that is split into lanes as in {@link RowReader}: bit for bit the result of a plain
 * loop over targets and their weights. For one thread at a time.
 */
interface RowSums {

    /**
     * Writes the sum of each target, in fixed point with {@link Coefficients#BITS} fraction bits, plus one half for
     * rounding.
     *
     * @param lanes the row, from {@code lane} on
     * @param to receives the sums from {@code at} on
     */
    void sum(int[][] lanes, int lane, int[] to, int at);
}
