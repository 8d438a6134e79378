package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.SegmentationException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns probabilities into class ids and confidences, reading plane after plane in blocks, or copies them as shares.
 */
final class SharesReader implements Scores.ScoreReader, Scores.ShareReader {

    private static final int BLOCK = 256;

    /** How far outside 0..1 a probability may lie, for the errors of float16 and resizing. */
    private static final float TOLERANCE = 0.01f;

    private final String model;
    private final Shares scores;
    private final int classes;
    private final int width;
    private final int pixels;
    private final float[] plane = new float[BLOCK];
    private final float[] best = new float[BLOCK];

    SharesReader(String model, Shares scores, int classes, int width, int height) {
        this.model = model;
        this.scores = scores;
        this.classes = classes;
        this.width = width;
        pixels = width * height;
    }

    @Override
    public void read(FloatBuffer shares, int offset, byte[] classIds, byte[] confidences) {
        read(shares, offset, 0, pixels, classIds, confidences);
    }

    @Override
    public void read(FloatBuffer shares, int offset, int begin, int end, byte[] classIds, byte[] confidences) {
        for (int from = begin; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            Arrays.fill(best, Float.NEGATIVE_INFINITY);
            for (int c = 0; c < classes; c++) {
                shares.get(offset + c * pixels + from, plane, 0, count);
                float excess = scores.excess(c);
                for (int i = 0; i < count; i++) {
                    float share = plane[i];
                    float probability = share - excess;
                    if (!isOne(probability)) {
                        throw fault(c, from + i, probability);
                    }
                    if (share > best[i]) {
                        best[i] = share;
                        classIds[from + i] = (byte) c;
                    }
                }
            }
            for (int i = 0; i < count; i++) {
                float probability = best[i] - scores.excess(classIds[from + i] & 0xff);
                confidences[from + i] = (byte) (int) (255 * Math.min(Math.max(probability, 0), 1) + 0.5f);
            }
        }
    }

    @Override
    public void shares(FloatBuffer from, int offset, float[] shares) {
        from.get(offset, shares, 0, classes * pixels);
        for (int c = 0; c < classes; c++) {
            float excess = scores.excess(c);
            for (int i = 0; i < pixels; i++) {
                float probability = shares[c * pixels + i] - excess;
                if (!isOne(probability)) {
                    throw fault(c, i, probability);
                }
            }
        }
    }

    private static boolean isOne(float probability) {
        return probability >= -TOLERANCE && probability <= 1 + TOLERANCE;
    }

    private SegmentationException fault(int classId, int pixel, float found) {
        if (Float.isNaN(found)) {
            return new SegmentationException(
                    "%s: its probabilities are not numbers (NaN); check the model and its weights".formatted(model));
        }
        return new SegmentationException(
                ("%s: the probability of class %d at pixel (%d, %d) is %s, not 0 to 1; if the network "
                                + "gives logits, say so in the outputs of its card")
                        .formatted(model, classId, pixel % width, pixel / width, found));
    }
}
