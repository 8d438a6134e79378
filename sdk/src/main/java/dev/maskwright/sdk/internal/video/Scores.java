package dev.maskwright.sdk.internal.video;

import java.nio.FloatBuffer;

/**
 * What is known of a camera's picture: the logits (K, H, W) of its frames, blended. The blended logits are, but for what
 * softmax takes away, the logarithms of the weighted geometric mean of the frames' probabilities. For one thread at a
 * time.
 */
public final class Scores {

    private final int classes;
    private final int width;
    private final int height;
    private final float[] known;
    private final float[] given;

    /** Scores that are to be written first. */
    public Scores(int classes, int width, int height) {
        this.classes = classes;
        this.width = width;
        this.height = height;
        known = new float[Math.multiplyExact(classes, width * height)];
        given = new float[known.length];
    }

    /** Room for the logits of a part, or of all. */
    public float[] given(int partWidth, int partHeight) {
        int length = classes * partWidth * partHeight;
        return length == given.length ? given : new float[length];
    }

    /**
     * Takes the part of given logits that is kept.
     *
     * @param logits of the part
     * @param left of the part in the whole, in logits; as is {@code top}
     * @param partWidth of the part, in logits
     * @param shares how much of each pixel of the whole is taken
     */
    public void blend(float[] logits, Part part, int left, int top, int partWidth, float[] shares) {
        int partSize = logits.length / classes;
        for (int k = 0; k < classes; k++) {
            for (int y = part.keepTop(); y < part.keepBottom(); y++) {
                int from = k * partSize + (y - top) * partWidth - left;
                int to = (k * height + y) * width;
                int share = y * width;
                for (int x = part.keepLeft(); x < part.keepRight(); x++) {
                    float taken = shares[share + x];
                    float logit = logits[from + x];
                    known[to + x] = taken >= 1 ? logit : known[to + x] + taken * (logit - known[to + x]);
                }
            }
        }
    }

    /** What is known: (K, H, W). */
    public FloatBuffer known() {
        return FloatBuffer.wrap(known);
    }
}
