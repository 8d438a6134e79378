package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.geometry.Box;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Class ids of logits that are enlarged bilinearly, without enlarging them: the same ids, to the bit, as interpolating
 * every class at every pixel and then taking the highest, of equal ones the lower id.
 *
 * <p>The pixels between four logits form a cell. An interpolated logit is {@code (1 - u) ((1 - v) a + v c) + u ((1 - v)
 * b + v d)}; weights are not negative and rounding keeps order, so it cannot fall when a corner rises. Hence a class
 * that is not below another one at any of the four corners is not below it anywhere in the cell, and the other one can
 * be dropped. Where one class is the highest at all corners, nothing is computed. Order alone lets a <em>lower</em> id
 * that is beaten become equal by rounding, and win; so a lower id is dropped only if it is beaten by more than the
 * rounding errors of both, which are below {@code 2^-21} of the largest logit.
 *
 * <p>What is said of logits holds for probabilities, too. The confidence is defined at the logits, as the probability of
 * the class there, and interpolated between them. Any
 * number of threads may resize what one has read.
 */
public final class LateEnlarging {

    /** What two interpolated logits may come nearer by rounding, as a share of the largest logit: twice the bound. */
    private static final float ROUNDING = 0x1p-20f;

    private final String model;
    private final Scores scores;
    private final Scores.ScoreReader reader;
    private final int classes;
    private final int width;
    private final int pixels;
    private final boolean alignsCorners;
    private final float[] logits; // (K, H, W)
    private final byte[] classIds;
    private final byte[] confidences;
    private final boolean[] isClose; // whether a lower id may become equal to the highest by rounding
    private final float[] close; // the logit from which on a lower id is that near
    private float margin;

    /** What one call needs beside its result. For one thread at a time. */
    public static final class Scratch {

        private final int[] candidates;
        private final float[] left;
        private final float[] right;
        private final float[] row; // confidences of a row of the target at the columns of the logits
        private final int[] winners = new int[4];

        private Scratch(int classes, int width) {
            candidates = new int[classes];
            left = new float[classes];
            right = new float[classes];
            row = new float[width];
        }
    }

    /**
     * For logits of one size.
     *
     * @param model what messages call it
     * @param scores what the logits mean
     * @param alignsCorners whether the outermost logits lie on the outermost pixels of the mask: PyTorch's
     *     {@code align_corners}
     */
    public LateEnlarging(String model, Scores scores, int classes, int width, int height, boolean alignsCorners) {
        this.scores = scores;
        this.alignsCorners = alignsCorners;
        this.model = model;
        this.classes = classes;
        this.width = width;
        pixels = width * height;
        reader = scores.reader(model, classes, width, height);
        logits = new float[Math.multiplyExact(classes, pixels)];
        classIds = new byte[pixels];
        confidences = new byte[pixels];
        isClose = new boolean[pixels];
        close = new float[pixels];
    }

    public Scratch newScratch() {
        return new Scratch(classes, width);
    }

    public int width() {
        return width;
    }

    public int height() {
        return pixels / width;
    }

    /**
     * Where a part of a mask of {@code maskWidth} times {@code maskHeight}, in a size of its own, lies between these
     * logits.
     */
    public MaskTarget target(Box part, int maskWidth, int maskHeight, int toWidth, int toHeight) {
        return MaskTarget.ofLogits(part, maskWidth, maskHeight, width, height(), alignsCorners, toWidth, toHeight);
    }

    Scores scores() {
        return scores;
    }

    /** The logits (K, H, W) as they are: not a copy, and not to be changed. */
    public float[] values() {
        return logits;
    }

    /** The same logits with arrays of their own. */
    public LateEnlarging copy() {
        LateEnlarging copy = new LateEnlarging(model, scores, classes, width, height(), alignsCorners);
        copy.read(FloatBuffer.wrap(logits), 0, classIds, confidences);
        return copy;
    }

    /**
     * Takes the logits of one image of a batch.
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

    /** {@link #read(FloatBuffer, int)} of logits whose classes and confidences are known. */
    public void read(FloatBuffer from, int offset, byte[] knownIds, byte[] knownConfidences) {
        System.arraycopy(knownIds, 0, classIds, 0, pixels);
        System.arraycopy(knownConfidences, 0, confidences, 0, pixels);
        from.get(offset, logits);
        margin = margin(0, pixels);
        markClose(0, pixels);
    }

    /**
     * {@link #read(FloatBuffer, int)} of the rows {@code top..bottom} alone; the others stay as they are.
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
        } else { // a margin that others needed drops fewer classes, and no wrong ones
            markClose(begin, end);
        }
    }

    private float margin(int begin, int end) {
        float largest = 0;
        for (int k = 0; k < classes; k++) {
            for (int p = k * pixels + begin; p < k * pixels + end; p++) {
                float size = Math.abs(logits[p]);
                largest = size > largest && size < Float.POSITIVE_INFINITY ? size : largest;
            }
        }
        return largest * ROUNDING;
    }

    private void markClose(int begin, int end) {
        for (int p = begin; p < end; p++) {
            close[p] = logits[(classIds[p] & 0xff) * pixels + p] - margin;
        }
        Arrays.fill(isClose, begin, end, false);
        for (int k = 0; k < classes - 1; k++) { // plane after plane, as they lie in memory
            int plane = k * pixels;
            for (int p = begin; p < end; p++) {
                isClose[p] |= k < (classIds[p] & 0xff) && logits[plane + p] >= close[p];
            }
        }
    }

    /** Writes ids, and confidences 0..255 for 0..1, into arrays with one byte for each pixel of the target. */
    public void resize(MaskTarget target, byte[] toClassIds, byte[] toConfidences, Scratch scratch) {
        resizeClassIds(target, toClassIds, scratch);
        for (int y = 0; y < target.down().size(); y++) {
            writeConfidences(target.across(), target.down(), y, toConfidences, scratch);
        }
    }

    /** {@link #resize} of the pixels alone that the rows {@code top..bottom} of the logits count for. */
    void resizeRows(MaskTarget target, byte[] toClassIds, byte[] toConfidences, Scratch scratch, int top, int bottom) {
        Interpolation down = target.down();
        for (int cell = 0; cell < down.cells(); cell++) {
            int begin = down.begin(cell);
            if (down.first(begin) < bottom && down.second(begin) >= top) {
                writeIds(target.across(), down, cell, toClassIds, scratch);
                for (int y = begin; y < down.begin(cell + 1); y++) {
                    writeConfidences(target.across(), down, y, toConfidences, scratch);
                }
            }
        }
    }

    /** Writes ids only. */
    public void resizeClassIds(MaskTarget target, byte[] toClassIds, Scratch scratch) {
        for (int cell = 0; cell < target.down().cells(); cell++) {
            writeIds(target.across(), target.down(), cell, toClassIds, scratch);
        }
    }

    /** Rows of the target between two rows of the logits. Neighbouring cells of one class are filled together. */
    private void writeIds(Interpolation across, Interpolation down, int cell, byte[] to, Scratch scratch) {
        int y = down.begin(cell);
        int upper = down.first(y) * width;
        int lower = down.second(y) * width;
        int filled = 0; // where the cells begin that have one class, that of the last one
        byte last = 0;
        for (int column = 0; column < across.cells(); column++) {
            int x = across.begin(column);
            int a = upper + across.first(x);
            int b = upper + across.second(x);
            int c = lower + across.first(x);
            int d = lower + across.second(x);
            byte id = classIds[a];
            boolean isWhole = id == classIds[b]
                    && id == classIds[c]
                    && id == classIds[d]
                    && !(isClose[a] || isClose[b] || isClose[c] || isClose[d]);
            if (isWhole && id == last) {
                continue;
            }
            fill(to, across.size(), down, cell, filled, x, last);
            filled = x;
            last = id;
            if (!isWhole) {
                writeMixed(across, down, cell, column, a, b, c, d, to, scratch);
                filled = across.begin(column + 1);
            }
        }
        fill(to, across.size(), down, cell, filled, across.size(), last);
    }

    private static void fill(byte[] to, int toWidth, Interpolation down, int cell, int from, int end, byte id) {
        if (from < end) {
            for (int y = down.begin(cell); y < down.begin(cell + 1); y++) {
                Arrays.fill(to, y * toWidth + from, y * toWidth + end, id);
            }
        }
    }

    private void writeMixed(
            Interpolation across,
            Interpolation down,
            int cell,
            int column,
            int a,
            int b,
            int c,
            int d,
            byte[] to,
            Scratch scratch) {
        int count = findCandidates(a, b, c, d, scratch);
        int[] candidates = scratch.candidates;
        float[] left = scratch.left;
        float[] right = scratch.right;
        for (int y = down.begin(cell); y < down.begin(cell + 1); y++) {
            float v = down.weight(y);
            for (int i = 0; i < count; i++) {
                int plane = candidates[i] * pixels;
                left[i] = (1 - v) * logits[plane + a] + v * logits[plane + c];
                right[i] = (1 - v) * logits[plane + b] + v * logits[plane + d];
            }
            int at = y * across.size();
            for (int x = across.begin(column); x < across.begin(column + 1); x++) {
                float u = across.weight(x);
                int best = 0;
                float most = (1 - u) * left[0] + u * right[0];
                for (int i = 1; i < count; i++) {
                    float logit = (1 - u) * left[i] + u * right[i];
                    if (logit > most) {
                        most = logit;
                        best = i;
                    }
                }
                to[at + x] = (byte) candidates[best];
            }
        }
    }

    /** The classes that may be the highest somewhere between four logits, in the order of their ids. */
    private int findCandidates(int a, int b, int c, int d, Scratch scratch) {
        int[] winners = scratch.winners;
        winners[0] = classIds[a] & 0xff;
        winners[1] = classIds[b] & 0xff;
        winners[2] = classIds[c] & 0xff;
        winners[3] = classIds[d] & 0xff;
        int count = 0;
        for (int k = 0; k < classes; k++) {
            if (!isBeaten(k, winners, a, b, c, d)) {
                scratch.candidates[count++] = k;
            }
        }
        return count;
    }

    private boolean isBeaten(int k, int[] winners, int a, int b, int c, int d) {
        int plane = k * pixels;
        for (int winner : winners) {
            int above = winner * pixels;
            float lead = k < winner ? margin : 0;
            if (k != winner
                    && logits[above + a] - logits[plane + a] >= lead
                    && logits[above + b] - logits[plane + b] >= lead
                    && logits[above + c] - logits[plane + c] >= lead
                    && logits[above + d] - logits[plane + d] >= lead) {
                return true;
            }
        }
        return false;
    }

    private void writeConfidences(Interpolation across, Interpolation down, int y, byte[] to, Scratch scratch) {
        float[] row = scratch.row;
        int upper = down.first(y) * width;
        int lower = down.second(y) * width;
        float v = down.weight(y);
        for (int x = 0; x < width; x++) {
            row[x] = (1 - v) * (confidences[upper + x] & 0xff) + v * (confidences[lower + x] & 0xff) + 0.5f;
        }
        int at = y * across.size();
        for (int x = 0; x < across.size(); x++) {
            float u = across.weight(x);
            to[at + x] = (byte) ((1 - u) * row[across.first(x)] + u * row[across.second(x)]);
        }
    }
}
