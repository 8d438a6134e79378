package dev.maskwright.trainer.data;

/**
 * Samples of one size, side by side.
 *
 * @param images  (N, H, W, 3), interleaved RGB
 * @param targets (N, H, W), class ids or {@link Sample#IGNORE}
 * @param count   N
 * @param rows    the row of each sample
 * @param taken   how many rows of its pass are used up with this batch, bad ones included
 */
@SuppressWarnings("ArrayRecordComponent") // passes through once; nobody compares batches
public record Batch(byte[] images, byte[] targets, int count, int width, int height, int[] rows, int taken) {}
