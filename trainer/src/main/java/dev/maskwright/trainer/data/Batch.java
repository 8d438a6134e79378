package dev.maskwright.trainer.data;

/**
 * Samples of one size, side by side.
 *
 * @param images  (N, H, W, 3), interleaved RGB
 * @param plain   (N, H, W, 3), the same pixels of the pictures before their colours and details were changed, see
 *                {@link Augmented#plain}
 * @param targets (N, H, W), class ids or {@link Sample#IGNORE}
 * @param count   N
 * @param rows    the row of each sample
 * @param taken   how many rows of its pass are consumed after this batch, including unusable ones
 */
@SuppressWarnings("ArrayRecordComponent") // passes through once; nobody compares batches
public record Batch(
        byte[] images, byte[] plain, byte[] targets, int count, int width, int height, int[] rows, int taken) {

    /** The same pictures and targets, mirrored left to right. */
    public Batch mirrored() {
        byte[] flippedImages = new byte[images.length];
        byte[] flippedPlain = new byte[plain.length];
        byte[] flippedTargets = new byte[targets.length];
        for (int pixel = 0; pixel < targets.length; pixel++) {
            int twin = pixel - pixel % width + width - 1 - pixel % width;
            flippedTargets[twin] = targets[pixel];
            System.arraycopy(images, 3 * pixel, flippedImages, 3 * twin, 3);
            System.arraycopy(plain, 3 * pixel, flippedPlain, 3 * twin, 3);
        }
        return new Batch(flippedImages, flippedPlain, flippedTargets, count, width, height, rows, taken);
    }
}
