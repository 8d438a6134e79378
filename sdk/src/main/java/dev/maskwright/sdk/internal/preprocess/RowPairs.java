package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.YuvConversion;

/**
 * Converts two rows with the same U and V, lane by lane, and adds them to target rows. All arrays have the same length.
 * For one thread at a time.
 */
interface RowPairs {

    /**
     * Starts on a lane.
     *
     * @param first Y of the first row, four pixels in an int
     * @param second Y of the second row
     * @param shift of the lane in these ints, in bits
     * @param factor of Y, with {@link YuvConversion#BITS} fraction bits
     */
    void open(int[] first, int[] second, int shift, int factor);

    /**
     * Converts one channel of the lane and adds it to target rows: both rows, times their weights, to each target.
     *
     * @param tint what U and V add, the same for both rows
     * @param targets the lane in the target rows
     * @param weights of the first and the second row for the first target, then for the next...
     * @param count how many target rows there are: two or more
     */
    void add(int[] tint, int[][] targets, int[] weights, int count);
}
