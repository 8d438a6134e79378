package dev.maskwright.sdk.internal.video;

import java.nio.FloatBuffer;

/**
 * What is known of a camera's picture: the logits (K, H, W) of its frames, blended. The blended logits are, but for what
 * softmax takes away, the logarithms of the weighted geometric mean of the frames' probabilities. For one thread at a
 * time.
 */
public final class BlendedLogits {

    private final int classes;
    private final int width;
    private final int height;
    private final float[] known;
    private final float[] given;
    private final FloatBuffer view;

    /** Logits that are to be written first. */
    public BlendedLogits(int classes, int width, int height) {
        this.classes = classes;
        this.width = width;
        this.height = height;
        known = new float[Math.multiplyExact(classes, width * height)];
        given = new float[known.length];
        view = FloatBuffer.wrap(known);
    }

    /** Room for the logits of all, of which a part takes the beginning: (K, h, w) of the part's own size. */
    public float[] given() {
        return given;
    }

    /** How many logits a part has. */
    public int count(int partWidth, int partHeight) {
        return classes * partWidth * partHeight;
    }

    /**
     * Takes the part of {@link #given} logits that is kept.
     *
     * @param left of the part in the whole, in logits; as are {@code top} and the sides
     * @param shares how much of each pixel of the whole is taken
     */
    public void blend(Part part, int left, int top, int partWidth, int partHeight, float[] shares) {
        int partSize = partWidth * partHeight;
        for (int k = 0; k < classes; k++) {
            for (int y = part.keepTop(); y < part.keepBottom(); y++) {
                int from = k * partSize + (y - top) * partWidth - left;
                int to = (k * height + y) * width;
                int share = y * width;
                for (int x = part.keepLeft(); x < part.keepRight(); x++) {
                    float taken = shares[share + x];
                    float logit = given[from + x];
                    known[to + x] = taken >= 1 ? logit : known[to + x] + taken * (logit - known[to + x]);
                }
            }
        }
    }

    /** What is known: (K, H, W); always the same buffer. */
    public FloatBuffer known() {
        return view;
    }
}
