package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.SegmentationException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Turns logits into class probabilities (shares), plane after plane. For one thread at a time. */
final class Softmax implements Scores.ShareReader {

    private final String model;
    private final float scale;
    private final int classes;
    private final float[] largest;
    private final float[] sums;

    /**
     * For images of one size.
     *
     * @param model its name in messages
     * @param scale see {@link Logits}
     * @param pixels of one image
     */
    Softmax(String model, float scale, int classes, int pixels) {
        this.model = model;
        this.scale = scale;
        this.classes = classes;
        largest = new float[pixels];
        sums = new float[pixels];
    }

    @Override
    public void shares(FloatBuffer logits, int offset, float[] shares) {
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
                float share = Exponential.of((shares[plane + i] - largest[i]) * scale);
                shares[plane + i] = share;
                sums[i] += share;
            }
        }
        float check = 0;
        for (int i = 0; i < pixels; i++) {
            check += sums[i];
            sums[i] = 1 / sums[i];
        }
        if (Float.isNaN(check)) {
            throw new SegmentationException(
                    "%s: its logits are not numbers (NaN); check the model and its weights".formatted(model));
        }
        for (int k = 0; k < classes; k++) {
            int plane = k * pixels;
            for (int i = 0; i < pixels; i++) {
                shares[plane + i] *= sums[i];
            }
        }
    }
}
