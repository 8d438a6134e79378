package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.RowReader;

/**
 * The weighted sums along a row, in the lanes of {@link RowReader}: bit for bit what the plain loop over targets and
 * their weights gives. For one thread at a time.
 */
interface RowSums {

    /**
     * Writes the sum of each target, with {@link Coefficients#BITS} bits after the point and half of one added.
     *
     * @param lanes the row, from {@code lane} on
     * @param to receives the sums from {@code at} on
     */
    void sum(int[][] lanes, int lane, int[] to, int at);
}
