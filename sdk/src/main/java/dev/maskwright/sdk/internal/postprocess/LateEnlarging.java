package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.SegmentationException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@link CellEnlarging} for float scores: logits, or probabilities, for which the same holds.
 *
 * <p>Monotonic rounding alone could make a beaten class with a <em>lower</em> id equal to the winner, and so win the
 * tie. A lower id is therefore dropped only if it is beaten by more than the rounding errors of both, which are below
 * {@code 2^-21} of the largest logit. One thread may read; then any number may resize.
 */
public final class LateEnlarging extends CellEnlarging {

    /** How much closer rounding may bring two interpolated logits, relative to the largest logit: twice the bound. */
    private static final float ROUNDING = 0x1p-20f;

    private static final int BLOCK = 256;

    private final String model;
    private final Scores scores;
    private final Scores.ScoreReader reader;
    private final float[] logits; // (K, H, W)
    private final float[] best; // the highest logit of each pixel
    private final float[] second; // the second highest; equal to the best on a tie
    private final boolean[] isClose; // whether rounding may make the second equal to the best
    private final float[] block = new float[BLOCK];
    private final float[] blockBest = new float[BLOCK];
    private final float[] blockSecond = new float[BLOCK];
    private final float[] sizes = new float[BLOCK];
    private float margin;

    /**
     * For logits of one size.
     *
     * @param model its name in messages
     * @param scores what the logits mean
     * @param alignsCorners whether the outermost logits lie on the outermost pixels of the mask: PyTorch's
     *     {@code align_corners}
     */
    public LateEnlarging(String model, Scores scores, int classes, int width, int height, boolean alignsCorners) {
        super(classes, width, height, alignsCorners);
        this.scores = scores;
        this.model = model;
        reader = scores.reader(model, classes, width, height);
        logits = new float[Math.multiplyExact(classes, pixels)];
        best = new float[pixels];
        second = new float[pixels];
        isClose = new boolean[pixels];
    }

    Scores scores() {
        return scores;
    }

    /** The logits (K, H, W): not a copy, and not to be changed. */
    public float[] values() {
        return logits;
    }

    /** A deep copy. */
    public LateEnlarging copy() {
        LateEnlarging copy = new LateEnlarging(model, scores, classes, width, height(), alignsCorners);
        copy.read(FloatBuffer.wrap(logits), 0, classIds, confidences);
        return copy;
    }

    /**
     * Reads the logits of one image of a batch.
     *
     * @param from shape (N, K, H, W)
     * @param offset the index of the image's first element
     * @throws SegmentationException if a logit is not a number, or is infinite and highest
     */
    public void read(FloatBuffer from, int offset) {
        reader.read(from, offset, classIds, confidences);
        from.get(offset, logits);
        margin = margin(0, pixels);
        markClose(0, pixels);
    }

    /** {@link #read(FloatBuffer, int)} for logits whose class ids and confidences are known. */
    public void read(FloatBuffer from, int offset, byte[] knownIds, byte[] knownConfidences) {
        System.arraycopy(knownIds, 0, classIds, 0, pixels);
        System.arraycopy(knownConfidences, 0, confidences, 0, pixels);
        from.get(offset, logits);
        margin = margin(0, pixels);
        markClose(0, pixels);
    }

    /**
     * {@link #read(FloatBuffer, int)} for rows {@code top..bottom} only, end excluded; the others stay as they are.
     *
     * @param from shape (K, H, W)
     */
    void readRows(FloatBuffer from, int top, int bottom) {
        int begin = top * width;
        int end = bottom * width;
        reader.read(from, 0, begin, end, classIds, confidences);
        for (int k = 0; k < classes; k++) {
            from.get(k * pixels + begin, logits, k * pixels + begin, end - begin);
        }
        float needed = margin(begin, end);
        if (needed > margin) {
            margin = needed;
            markClose(0, pixels);
        } else { // keeping a larger margin from other rows drops fewer classes, never wrong ones
            markClose(begin, end);
        }
    }

    /**
     * Records the two highest logits of pixels {@code begin..end}, end excluded; returns the margin for their rounding
     * errors.
     */
    private float margin(int begin, int end) {
        float largest = 0;
        for (int from = begin; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            System.arraycopy(logits, from, blockBest, 0, count);
            Arrays.fill(blockSecond, Float.NEGATIVE_INFINITY);
            Arrays.fill(sizes, 0);
            grow(blockBest, sizes);
            for (int k = 1; k < classes; k++) {
                System.arraycopy(logits, k * pixels + from, block, 0, count);
                raiseSecond(block, blockBest, blockSecond);
                raise(block, blockBest);
                grow(block, sizes);
            }
            System.arraycopy(blockBest, 0, best, from, count);
            System.arraycopy(blockSecond, 0, second, from, count);
            for (int i = 0; i < count; i++) {
                float size = sizes[i] == Float.POSITIVE_INFINITY ? largestFinite(from + i) : sizes[i];
                largest = Math.max(largest, size);
            }
        }
        return largest * ROUNDING;
    }

    private static void raiseSecond(float[] from, float[] best, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], Math.min(best[i], from[i]));
        }
    }

    private static void raise(float[] from, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], from[i]);
        }
    }

    private static void grow(float[] from, float[] sizes) {
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.max(sizes[i], Math.abs(from[i]));
        }
    }

    private float largestFinite(int pixel) {
        float largest = 0;
        for (int k = 0; k < classes; k++) {
            float size = Math.abs(logits[k * pixels + pixel]);
            largest = size > largest && size < Float.POSITIVE_INFINITY ? size : largest;
        }
        return largest;
    }

    private void markClose(int begin, int end) {
        for (int p = begin; p < end; p++) {
            isClose[p] = second[p] >= best[p] - margin;
        }
    }

    @Override
    boolean isClose(int a, int b, int c, int d) {
        return isClose[a] || isClose[b] || isClose[c] || isClose[d];
    }

    @Override
    void read(int k, int a, int b, int c, int d, float[] to, int at) {
        int plane = k * pixels;
        to[at] = logits[plane + a];
        to[at + 1] = logits[plane + b];
        to[at + 2] = logits[plane + c];
        to[at + 3] = logits[plane + d];
    }

    @Override
    float margin() {
        return margin;
    }
}
