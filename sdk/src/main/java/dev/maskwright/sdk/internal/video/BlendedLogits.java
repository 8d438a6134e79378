package dev.maskwright.sdk.internal.video;

import java.nio.FloatBuffer;

/**
 * The accumulated result for a camera: the logits (K, H, W) of its frames, blended. Up to a constant per pixel, which
 * softmax removes, the blended logits are the logarithm of the weighted geometric mean of the frames' probabilities.
 * For one thread at a time.
 */
public final class BlendedLogits {

    private final int classes;
    private final int width;
    private final int height;
    private final float[] known;
    private final float[] given;
    private final FloatBuffer view;

    /** Starts with zeros; blend a full frame first, with shares of 1. */
    public BlendedLogits(int classes, int width, int height) {
        this.classes = classes;
        this.width = width;
        this.height = height;
        known = new float[Math.multiplyExact(classes, width * height)];
        given = new float[known.length];
        view = FloatBuffer.wrap(known);
    }

    /**
     * The array for new logits, large enough for the whole; a part uses its beginning, as (K, h, w) in the part's size.
     */
    public float[] given() {
        return given;
    }

    /** How many logits a part has. */
    public int count(int partWidth, int partHeight) {
        return classes * partWidth * partHeight;
    }

    /**
     * Blends in the kept region of the logits in {@link #given}.
     *
     * @param left of the part in the whole, in logits, as are {@code top}, {@code partWidth} and {@code partHeight}
     * @param shares for each pixel of the whole, the weight of the new logits
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

    /** The blended logits (K, H, W); always the same buffer. */
    public FloatBuffer known() {
        return view;
    }
}
