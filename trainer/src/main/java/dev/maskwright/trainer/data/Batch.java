package dev.maskwright.trainer.data;

/**
 * Samples of one size, side by side.
 *
 * @param images  (N, H, W, 3), interleaved RGB
 * @param targets (N, H, W), class ids or {@link Sample#IGNORE}
 * @param count   N
 */
@SuppressWarnings("ArrayRecordComponent") // passes through once; nobody compares batches
public record Batch(byte[] images, byte[] targets, int count, int width, int height) {}
