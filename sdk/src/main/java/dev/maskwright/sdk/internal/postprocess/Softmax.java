package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Turns logits into the shares of the classes, plane after plane. For one thread at a time. */
final class Softmax implements Scores.ShareReader {

    private final int classes;
    private final float[] largest;
    private final float[] sums;

    /** @param pixels of one image */
    Softmax(int classes, int pixels) {
        this.classes = classes;
        largest = new float[pixels];
        sums = new float[pixels];
    }

    @Override
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
