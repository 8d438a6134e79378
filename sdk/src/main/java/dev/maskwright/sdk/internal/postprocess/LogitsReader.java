package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Turns logits into class ids and confidences, reading plane after plane. For one thread at a time. */
public final class LogitsReader {

    private final int classes;
    private final float[] best;
    private final float[] sums;

    /** @param pixels of one image */
    public LogitsReader(int classes, int pixels) {
        this.classes = classes;
        best = new float[pixels];
        sums = new float[pixels];
    }

    /**
     * Reads one image of a batch: the class with the highest logit, of equal ones the lower id, and its softmax.
     *
     * @param logits shape (N, K, H, W)
     * @param offset the index of the image's first element
     * @param classIds receives one id per pixel
     * @param confidences receives 0..255 for 0..1 per pixel
     */
    public void read(FloatBuffer logits, int offset, byte[] classIds, byte[] confidences) {
        int pixels = best.length;
        Arrays.fill(classIds, (byte) 0);
        for (int i = 0; i < pixels; i++) {
            best[i] = logits.get(offset + i);
        }
        for (int c = 1; c < classes; c++) {
            int plane = offset + c * pixels;
            for (int i = 0; i < pixels; i++) {
                float logit = logits.get(plane + i);
                if (logit > best[i]) {
                    best[i] = logit;
                    classIds[i] = (byte) c;
                }
            }
        }
        Arrays.fill(sums, 0);
        for (int c = 0; c < classes; c++) {
            int plane = offset + c * pixels;
            for (int i = 0; i < pixels; i++) {
                sums[i] += (float) Math.exp(logits.get(plane + i) - best[i]);
            }
        }
        for (int i = 0; i < pixels; i++) {
            confidences[i] = (byte) Math.round(255 / sums[i]);
        }
    }
}
