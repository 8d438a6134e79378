package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;

/** The softmax of one class. */
public final class ClassProbability {

    private ClassProbability() {}

    /**
     * Writes the probability 0..1 of a class at each pixel.
     *
     * @param logits shape (K, H, W)
     * @param pixels H times W
     * @param to receives H times W floats from its position on
     */
    public static void read(float[] logits, int pixels, int classId, FloatBuffer to) {
        for (int i = 0; i < pixels; i++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int at = i; at < logits.length; at += pixels) {
                largest = Math.max(largest, logits[at]);
            }
            float sum = 0;
            for (int at = i; at < logits.length; at += pixels) {
                sum += Exponential.of(logits[at] - largest);
            }
            to.put(Exponential.of(logits[classId * pixels + i] - largest) / sum);
        }
    }
}
