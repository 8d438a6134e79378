package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.SegmentationException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns logits into class ids and confidences, reading plane after plane in blocks that stay in the processor's cache.
 * Each loop is one simple statement over distinct arrays, which the compiler vectorises. For one thread at a time.
 */
final class LogitsReader implements Scores.ScoreReader {

    private static final int BLOCK = 256;

    private final String model;
    private final float scale;
    private final int classes;
    private final int width;
    private final int pixels;
    private final float[][] block; // (K, BLOCK)
    private final float[] best = new float[BLOCK];
    private final float[] sums = new float[BLOCK];
    private final float[] powers = new float[BLOCK];
    private final float[] shares = new float[BLOCK];

    /**
     * A reader for images of one size.
     *
     * @param model its name in messages
     * @param scale see {@link Logits}
     */
    LogitsReader(String model, float scale, int classes, int width, int height) {
        this.model = model;
        this.scale = scale;
        this.classes = classes;
        this.width = width;
        pixels = width * height;
        block = new float[classes][BLOCK];
    }

    /**
     * {@inheritDoc}
     *
     * @throws SegmentationException if a logit is not a number, or is infinite and highest
     */
    @Override
    public void read(FloatBuffer logits, int offset, byte[] classIds, byte[] confidences) {
        read(logits, offset, 0, pixels, classIds, confidences);
    }

    @Override
    public void read(FloatBuffer logits, int offset, int begin, int end, byte[] classIds, byte[] confidences) {
        for (int from = begin; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            logits.get(offset + from, block[0], 0, count);
            System.arraycopy(block[0], 0, best, 0, count);
            for (int c = 1; c < classes; c++) {
                logits.get(offset + c * pixels + from, block[c], 0, count);
                raise(block[c], best, count);
            }
            Arrays.fill(sums, 0);
            for (int c = classes - 1; c >= 0; c--) { // descending, so that on a tie the lower id is written last
                mark(c, count, classIds, from);
            }
            for (int c = 0; c < classes; c++) {
                Exponential.add(block[c], best, scale, powers, shares, sums);
            }
            for (int i = 0; i < count; i++) {
                if (!(sums[i] >= 0.5f)) { // the best class alone adds 1, unless something is NaN
                    throw fault(i, from + i);
                }
                confidences[from + i] = (byte) (255 / sums[i] + 0.5f);
            }
        }
    }

    private static void raise(float[] logits, float[] best, int count) {
        for (int i = 0; i < count; i++) {
            best[i] = Math.max(best[i], logits[i]);
        }
    }

    private void mark(int classId, int count, byte[] classIds, int from) {
        float[] logits = block[classId];
        for (int i = 0; i < count; i++) {
            if (logits[i] == best[i]) {
                classIds[from + i] = (byte) classId;
            }
        }
    }

    private SegmentationException fault(int inBlock, int pixel) {
        for (int c = 0; c < classes; c++) {
            float logit = block[c][inBlock];
            if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
                return new SegmentationException(
                        ("%s: the logit of class %d at pixel (%d, %d) is %s, not a finite number; the "
                                        + "network overflows on this frame, or its weights are broken: verify the model")
                                .formatted(model, c, pixel % width, pixel / width, logit));
            }
        }
        return new SegmentationException(
                ("%s: all logits at pixel (%d, %d) are %s; the network overflows on this frame, or its "
                                + "weights are broken: verify the model")
                        .formatted(model, pixel % width, pixel / width, Float.NEGATIVE_INFINITY));
    }
}
