package dev.maskwright.sdk.internal.postprocess;

import java.nio.FloatBuffer;

/** The probability of one class. */
public final class ClassProbability {

    private ClassProbability() {}

    /**
     * Writes the probability 0..1 of a class at each pixel of a target, computed from the logits interpolated there.
     *
     * @param to receives a float for each pixel, row by row, from the buffer's position on
     */
    public static void read(LateEnlarging source, MaskTarget target, int classId, FloatBuffer to) {
        float[] logits = source.values();
        int pixels = source.width() * source.height();
        float[] between = new float[logits.length / pixels];
        for (int y = 0; y < target.down().size(); y++) {
            int upper = target.down().first(y) * source.width();
            int lower = target.down().second(y) * source.width();
            float v = target.down().weight(y);
            for (int x = 0; x < target.across().size(); x++) {
                int first = target.across().first(x);
                int second = target.across().second(x);
                float u = target.across().weight(x);
                for (int k = 0; k < between.length; k++) {
                    int plane = k * pixels;
                    float left = (1 - v) * logits[plane + upper + first] + v * logits[plane + lower + first];
                    float right = (1 - v) * logits[plane + upper + second] + v * logits[plane + lower + second];
                    between[k] = (1 - u) * left + u * right;
                }
                to.put(source.scores().probability(between, classId));
            }
        }
    }
}
