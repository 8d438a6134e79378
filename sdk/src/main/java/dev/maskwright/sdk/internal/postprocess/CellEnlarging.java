package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Finds the class ids of bilinearly enlarged scores without enlarging them all. The ids are exactly those of
 * interpolating every class at every pixel and taking the argmax, ties going to the lower id.
 *
 * <p>The pixels between four scores form a cell. An interpolated score is
 * {@code (1 - u) ((1 - v) a + v c) + u ((1 - v) b + v d)}; weights are not negative and rounding is monotonic, so it
 * cannot fall when a corner rises. Hence a class that is not below another at any of the four corners is not below it
 * anywhere in the cell, and the other can be dropped. Where one class is the highest at all corners, nothing is
 * computed.
 *
 * <p>The confidence is the probability of the winning class at each score, interpolated between scores with weights
 * rounded to multiples of {@code 1 / 2048}, which is exact for enlargement by 2, 4, 8...
 */
public abstract sealed class CellEnlarging permits LateEnlarging, LevelEnlarging {

    private static final int BITS = Interpolation.BITS;
    private static final int CORNERS = 4;
    private static final int HALF = 1 << (2 * BITS - 1);

    final int classes;
    final int width;
    final int pixels;
    final boolean alignsCorners;
    final byte[] classIds; // of the winners at the scores
    final byte[] confidences;

    CellEnlarging(int classes, int width, int height, boolean alignsCorners) {
        this.classes = classes;
        this.width = width;
        this.alignsCorners = alignsCorners;
        pixels = Math.multiplyExact(width, height);
        classIds = new byte[pixels];
        confidences = new byte[pixels];
    }

    /** Working memory of one call. For one thread at a time. */
    public static final class Scratch {

        /** The classes that may be the highest somewhere between four scores, in the order of their ids. */
        final int[] candidates;

        /** The candidates that may be the highest somewhere in one row between these scores. */
        final int[] unbeaten;

        /** The scores of each candidate at the four corners, with room for one more class. */
        final float[] corners;

        /** The highest classes at four scores. */
        final int[] winners = new int[CORNERS];

        /** The scores of these classes at all four. */
        final float[] highest = new float[CORNERS * CORNERS];

        private final float[] left;
        private final float[] right;
        private Rows rows = new Rows(0);

        private Scratch(int classes) {
            candidates = new int[classes];
            unbeaten = new int[classes];
            corners = new float[CORNERS * (classes + 1)];
            left = new float[classes];
            right = new float[classes];
        }

        private Rows rows(int targetWidth) {
            if (rows.width != targetWidth) {
                rows = new Rows(targetWidth);
            }
            return rows;
        }
    }

    /**
     * Rows of confidences interpolated to the target's width, pixel {@code x} in lane {@code x % 4}, so that the
     * compiler vectorises the loops.
     */
    private static final class Rows {

        private static final int LANES = 4;

        private final int width;
        private int[][] upper;
        private int[][] lower;
        private int upperRow;
        private int lowerRow;
        private final int[][] mixed;
        private final int[] packed;
        private final byte[] bytes;
        private final IntBuffer view;

        Rows(int width) {
            this.width = width;
            int groups = (width + LANES - 1) / LANES;
            upper = new int[LANES][groups];
            lower = new int[LANES][groups];
            mixed = new int[LANES][groups];
            packed = new int[groups];
            bytes = new byte[LANES * groups];
            view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        }

        void forget() {
            upperRow = -1;
            lowerRow = -1;
        }

        /**
         * Loads source rows {@code row} and {@code next} at the target's width; usually one of them is already there.
         */
        void load(byte[] confidences, int sourceWidth, Interpolation across, int row, int next) {
            if (row == lowerRow) {
                int[][] swapped = upper;
                upper = lower;
                lower = swapped;
                lowerRow = upperRow;
                upperRow = row;
            }
            if (row != upperRow) {
                widen(confidences, row * sourceWidth, across, upper);
                upperRow = row;
            }
            if (next != lowerRow) {
                widen(confidences, next * sourceWidth, across, lower);
                lowerRow = next;
            }
        }

        private static void widen(byte[] confidences, int from, Interpolation across, int[][] to) {
            for (int x = 0; x < across.size(); x++) {
                int first = confidences[from + across.first(x)] & 0xff;
                int second = confidences[from + across.second(x)] & 0xff;
                to[x % LANES][x / LANES] = (first << BITS) + (second - first) * across.share(x);
            }
        }

        void write(int share, byte[] to, int at) {
            for (int lane = 0; lane < LANES; lane++) {
                mix(upper[lane], Interpolation.ONE - share, lower[lane], share, mixed[lane]);
            }
            pack(mixed[0], mixed[1], 0, packed);
            pack(mixed[2], mixed[3], 2 * Byte.SIZE, packed);
            view.put(0, packed);
            System.arraycopy(bytes, 0, to, at, width);
        }

        private static void mix(int[] a, int shareOfA, int[] b, int shareOfB, int[] to) {
            for (int i = 0; i < to.length; i++) {
                to[i] = (a[i] * shareOfA + b[i] * shareOfB + HALF) >>> (2 * BITS);
            }
        }

        /** Packs two bytes into the lower half of each int, or into the upper half, keeping the lower. */
        private static void pack(int[] a, int[] b, int shift, int[] to) {
            int kept = (1 << shift) - 1;
            for (int i = 0; i < to.length; i++) {
                to[i] = (to[i] & kept) | (a[i] | b[i] << Byte.SIZE) << shift;
            }
        }
    }

    public Scratch newScratch() {
        return new Scratch(classes);
    }

    public int width() {
        return width;
    }

    public int height() {
        return pixels / width;
    }

    /**
     * Where a part of a mask of {@code maskWidth} times {@code maskHeight}, resized to {@code toWidth} times
     * {@code toHeight}, lies between these scores.
     */
    public MaskTarget target(Box part, int maskWidth, int maskHeight, int toWidth, int toHeight) {
        return MaskTarget.ofLogits(part, maskWidth, maskHeight, width, height(), alignsCorners, toWidth, toHeight);
    }

    /** Whether another class may become equal to the highest by rounding near one of four scores. */
    abstract boolean isClose(int a, int b, int c, int d);

    /** Writes the scores of class {@code k} at four pixels to {@code to}, from {@code at} on. */
    abstract void read(int k, int a, int b, int c, int d, float[] to, int at);

    /** By how much the score of a lower id must be beaten so that rounding cannot make both equal. */
    abstract float margin();

    /**
     * Finds the classes that may be the highest between four scores, and their scores there; returns how many there
     * are.
     */
    private int findCandidates(int a, int b, int c, int d, Scratch scratch) {
        int[] winners = scratch.winners;
        float[] highest = scratch.highest;
        int different = distinct(a, b, c, d, winners);
        for (int i = 0; i < different; i++) {
            read(winners[i], a, b, c, d, highest, CORNERS * i);
        }
        float[] corners = scratch.corners;
        float margin = margin();
        int count = 0;
        for (int k = 0; k < classes; k++) {
            int at = CORNERS * count;
            read(k, a, b, c, d, corners, at);
            boolean isBeaten = false;
            for (int i = 0; i < different && !isBeaten; i++) {
                float lead = k < winners[i] ? margin : 0;
                isBeaten = k != winners[i] && leads(highest, CORNERS * i, corners, at, lead);
            }
            if (!isBeaten) {
                scratch.candidates[count++] = k;
            }
        }
        return count;
    }

    private static boolean leads(float[] ones, int one, float[] others, int other, float lead) {
        return ones[one] - others[other] >= lead
                && ones[one + 1] - others[other + 1] >= lead
                && ones[one + 2] - others[other + 2] >= lead
                && ones[one + 3] - others[other + 3] >= lead;
    }

    /** The highest classes at four scores, each once; returns how many there are. */
    private int distinct(int a, int b, int c, int d, int[] winners) {
        winners[0] = classIds[a] & 0xff;
        int count = 1;
        count = add(classIds[b] & 0xff, winners, count);
        count = add(classIds[c] & 0xff, winners, count);
        return add(classIds[d] & 0xff, winners, count);
    }

    private static int add(int winner, int[] winners, int count) {
        for (int i = 0; i < count; i++) {
            if (winners[i] == winner) {
                return count;
            }
        }
        winners[count] = winner;
        return count + 1;
    }

    /** Writes ids, and confidences 0..255 for 0..1, into arrays with one byte for each pixel of the target. */
    public void resize(MaskTarget target, byte[] toClassIds, byte[] toConfidences, Scratch scratch) {
        resizeRows(target, toClassIds, toConfidences, scratch, 0, height());
    }

    /** {@link #resize} for only the pixels that depend on rows {@code top..bottom} of the scores, end excluded. */
    void resizeRows(MaskTarget target, byte[] toClassIds, byte[] toConfidences, Scratch scratch, int top, int bottom) {
        Interpolation down = target.down();
        Interpolation across = target.across();
        Rows rows = scratch.rows(across.size());
        rows.forget();
        for (int cell = 0; cell < down.cells(); cell++) {
            int begin = down.begin(cell);
            if (down.first(begin) < bottom && down.second(begin) >= top) {
                writeIds(across, down, cell, toClassIds, scratch);
                rows.load(confidences, width, across, down.first(begin), down.second(begin));
                for (int y = begin; y < down.begin(cell + 1); y++) {
                    rows.write(down.share(y), toConfidences, y * across.size());
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

    /** Writes the target rows between two rows of scores. Adjacent cells of one class are filled together. */
    private void writeIds(Interpolation across, Interpolation down, int cell, byte[] to, Scratch scratch) {
        int y = down.begin(cell);
        int upper = down.first(y) * width;
        int lower = down.second(y) * width;
        int filled = 0; // where the current run of cells of class 'last' begins
        byte last = 0;
        for (int column = 0; column < across.cells(); column++) {
            int x = across.begin(column);
            int a = upper + across.first(x);
            int b = upper + across.second(x);
            int c = lower + across.first(x);
            int d = lower + across.second(x);
            byte id = classIds[a];
            boolean isWhole = id == classIds[b] && id == classIds[c] && id == classIds[d] && !isClose(a, b, c, d);
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
        float[] corners = scratch.corners;
        float[] left = scratch.left;
        float[] right = scratch.right;
        for (int y = down.begin(cell); y < down.begin(cell + 1); y++) {
            float v = down.weight(y);
            for (int i = 0; i < count; i++) {
                left[i] = (1 - v) * corners[CORNERS * i] + v * corners[CORNERS * i + 2];
                right[i] = (1 - v) * corners[CORNERS * i + 1] + v * corners[CORNERS * i + 3];
            }
            int kept = keepUnbeaten(count, scratch);
            int at = y * across.size();
            if (kept == 1) {
                Arrays.fill(to, at + across.begin(column), at + across.begin(column + 1), (byte) scratch.unbeaten[0]);
            } else if (kept == 2) {
                writeBetweenTwo(across, column, scratch, to, at);
            } else {
                writeBetween(across, column, kept, scratch, to, at);
            }
        }
    }

    /**
     * Drops the candidates that another one leads at both ends of a row, and thus between them; puts what is left at
     * the beginning of the row's arrays, in the same order, and returns how many these are.
     */
    private int keepUnbeaten(int count, Scratch scratch) {
        float[] left = scratch.left;
        float[] right = scratch.right;
        int highestLeft = 0;
        int highestRight = 0;
        for (int i = 1; i < count; i++) {
            highestLeft = left[i] > left[highestLeft] ? i : highestLeft;
            highestRight = right[i] > right[highestRight] ? i : highestRight;
        }
        float margin = margin();
        float leftOfOne = left[highestLeft];
        float rightOfOne = right[highestLeft];
        float leftOfOther = left[highestRight];
        float rightOfOther = right[highestRight];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            float leadOfOne = i < highestLeft ? margin : 0;
            float leadOfOther = i < highestRight ? margin : 0;
            boolean isBeaten =
                    (i != highestLeft && leftOfOne - left[i] >= leadOfOne && rightOfOne - right[i] >= leadOfOne)
                            || (i != highestRight
                                    && leftOfOther - left[i] >= leadOfOther
                                    && rightOfOther - right[i] >= leadOfOther);
            if (!isBeaten) {
                left[kept] = left[i];
                right[kept] = right[i];
                scratch.unbeaten[kept] = scratch.candidates[i];
                kept++;
            }
        }
        return kept;
    }

    private static void writeBetweenTwo(Interpolation across, int column, Scratch scratch, byte[] to, int at) {
        float left = scratch.left[0];
        float right = scratch.right[0];
        float otherLeft = scratch.left[1];
        float otherRight = scratch.right[1];
        int id = scratch.unbeaten[0];
        int otherId = scratch.unbeaten[1];
        int end = across.begin(column + 1);
        for (int x = across.begin(column); x < end; x++) {
            float u = across.weight(x);
            boolean isOther = (1 - u) * otherLeft + u * otherRight > (1 - u) * left + u * right;
            to[at + x] = (byte) (isOther ? otherId : id);
        }
    }

    private static void writeBetween(Interpolation across, int column, int count, Scratch scratch, byte[] to, int at) {
        float[] left = scratch.left;
        float[] right = scratch.right;
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
            to[at + x] = (byte) scratch.unbeaten[best];
        }
    }
}
