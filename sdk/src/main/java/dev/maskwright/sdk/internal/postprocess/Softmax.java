package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Turns logits into the shares of the classes, plane after plane. For one thread at a time. */
public final class Softmax {

    private final int classes;
    private final float[] largest;
    private final float[] sums;

    /** @param pixels of one image */
    public Softmax(int classes, int pixels) {
        this.classes = classes;
        largest = new float[pixels];
        sums = new float[pixels];
    }

    /**
     * Computes the shares of one image of a batch, which add up to 1 at each pixel.
     *
     * @param logits shape (N, K, H, W)
     * @param offset the index of the image's first element
     * @param shares receives (K, H, W)
     * @return whether all logits were numbers; if not, {@code shares} are not to be used
     */
    public boolean shares(FloatBuffer logits, int offset, float[] shares) {
        int pixels = largest.length;
        logits.get(offset, shares, 0, classes * pixels);
        System.arraycopy(shares, 0, largest, 0, pixels);
        for (int k = 1; k < classes; k++) {
            int plane = k * pixels;
            for (int i = 0; i < pixels; i++) {
                largest[i] = Math.max(largest[i], shares[plane + i]);
            }
        }
        Arrays.fill(sums, 0);
        for (int k = 0; k < classes; k++) {
            int plane = k * pixels;
            for (int i = 0; i < pixels; i++) {
                float share = Exponential.of(shares[plane + i] - largest[i]);
                shares[plane + i] = share;
                sums[i] += share;
            }
        }
        float check = 0;
        for (int i = 0; i < pixels; i++) {
            check += sums[i];
            sums[i] = 1 / sums[i];
        }
        for (int k = 0; k < classes; k++) {
            int plane = k * pixels;
            for (int i = 0; i < pixels; i++) {
                shares[plane + i] *= sums[i];
            }
        }
        return !Float.isNaN(check);
    }
}
