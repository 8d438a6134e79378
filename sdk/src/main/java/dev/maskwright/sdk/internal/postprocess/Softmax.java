package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Turns logits into the shares of the classes, plane after plane. For one thread at a time. */
public final class Softmax {

    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** Lower logits than this below the largest have no share that a float shows. */
    private static final float LOWEST = -80;

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
                float share = exp(shares[plane + i] - largest[i]);
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

    /**
     * {@code e^x} for x of at most 0, within 4e-6 of it relatively and four times as fast as {@code Math.exp}: a power of two, whose
     * exponent is written into the bits of a float, times the Taylor series of what is left of x.
     */
    static float exp(float x) {
        if (x < LOWEST) {
            return 0;
        }
        float t = x * LOG2_E;
        int power = (int) (t - 0.5f);
        float r = (t - power) / LOG2_E; // -0.35 .. 0.35, NaN stays
        float series = 1 + r * (1 + r * (1 / 2f + r * (1 / 6f + r * (1 / 24f + r * (1 / 120f)))));
        return Float.intBitsToFloat((power + 127) << 23) * series;
    }
}
