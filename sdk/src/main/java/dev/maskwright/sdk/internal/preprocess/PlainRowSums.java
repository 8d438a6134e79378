package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.RowReader;

/**
 * Sums along rows, made of long loops over whole arrays:
 *
 * <ul>
 *   <li>Targets are assigned to classes such that targets of one class lie far apart. Within a class, each source pixel
 *       then counts for at most one target, so a row of weights can be multiplied by the row of pixels, and each group
 *       of pixels summed.
 *   <li>For each target, four sums then remain to be added, or two if all targets are short enough. Each covers 1, 2,
 *       4... consecutive groups, and comes from adding the sums to themselves, shifted by 1, 2, 4...
 * </ul>
 */
final class PlainRowSums implements RowSums {

    private static final int LANES = RowReader.LANES;
    private static final int HALF = 1 << (Coefficients.BITS - 1);

    /**
     * How many sums are added for each target: two or four. With fewer, targets of one class may lie closer together.
     */
    private final int terms;

    /** How many groups each of these sums covers: a power of two. */
    private final int step;

    /** The weights of each class: those of its first lane, its second... */
    private final int[][][] weights;

    /** The first group of each target. */
    private final int[] first;

    /** For each class, a sum for each group, followed by as many zeros as a target spans groups. */
    private final int[][] sums;

    private final int[] moved;

    /**
     * Plans the sums of rows.
     *
     * @param lead how many pixels a row has before the first that the coefficients know
     * @param groups how many groups a row has
     */
    PlainRowSums(Coefficients columns, int lead, int groups) {
        int targets = columns.targetSize();
        first = new int[targets];
        int longest = 1;
        for (int t = 0; t < targets; t++) {
            first[t] = (lead + columns.starts()[t]) / LANES;
            longest = Math.max(longest, (lead + columns.end(t) - 1) / LANES + 1 - first[t]);
        }
        terms = longest <= 2 ? 2 : 4;
        int powerOfTwo = 1;
        while (terms * powerOfTwo < longest) {
            powerOfTwo *= 2;
        }
        step = powerOfTwo;
        int span = terms * step;
        int classes = classes(first, span);
        weights = weights(columns, lead, groups, classes);
        sums = new int[classes][groups + span];
        moved = new int[step > 1 ? groups + span : 0];
    }

    /** The least number of classes for which the targets of one class, {@code span} groups each, do not overlap. */
    static int classes(int[] first, int span) {
        int classes = 1;
        int next = 0;
        for (int t = 0; t < first.length; t++) {
            while (next < first.length && first[next] < first[t] + span) {
                next++;
            }
            classes = Math.max(classes, next - t);
        }
        return classes;
    }

    /** The weights of each class, lane by lane: target {@code t} is of class {@code t % classes}. */
    static int[][][] weights(Coefficients columns, int lead, int groups, int classes) {
        int[][][] weights = new int[classes][LANES][groups];
        for (int t = 0; t < columns.targetSize(); t++) {
            for (int k = 0; k < columns.lengths()[t]; k++) {
                int x = lead + columns.starts()[t] + k;
                weights[t % classes][x % LANES][x / LANES] = columns.weights()[t * columns.stride() + k];
            }
        }
        return weights;
    }

    @Override
    public void sum(int[][] lanes, int lane, int[] to, int at) {
        for (int c = 0; c < weights.length; c++) {
            int[][] own = weights[c];
            multiply(lanes[lane], own[0], lanes[lane + 1], own[1], sums[c]);
            addProducts(lanes[lane + 2], own[2], lanes[lane + 3], own[3], sums[c]);
            for (int distance = 1; distance < step; distance *= 2) {
                System.arraycopy(sums[c], distance, moved, 0, moved.length - distance);
                add(moved, sums[c]);
            }
            if (terms == 2) {
                collectTwo(sums[c], c, to, at);
            } else if (step == 1) {
                collectFour(sums[c], c, to, at);
            } else {
                collectFourApart(sums[c], c, to, at);
            }
        }
    }

    private static void multiply(int[] a, int[] weightsOfA, int[] b, int[] weightsOfB, int[] to) {
        for (int i = 0; i < a.length; i++) {
            to[i] = a[i] * weightsOfA[i] + b[i] * weightsOfB[i];
        }
    }

    private static void addProducts(int[] a, int[] weightsOfA, int[] b, int[] weightsOfB, int[] to) {
        for (int i = 0; i < a.length; i++) {
            to[i] += a[i] * weightsOfA[i] + b[i] * weightsOfB[i];
        }
    }

    private static void add(int[] a, int[] to) {
        for (int i = 0; i < a.length; i++) {
            to[i] += a[i];
        }
    }

    private void collectTwo(int[] from, int firstTarget, int[] to, int at) {
        for (int t = firstTarget; t < first.length; t += weights.length) {
            int i = first[t];
            to[at + t] = HALF + from[i] + from[i + 1];
        }
    }

    /**
     * As {@link #collectFourApart}, but with distances known at compile time, which takes three quarters of the time.
     */
    private void collectFour(int[] from, int firstTarget, int[] to, int at) {
        for (int t = firstTarget; t < first.length; t += weights.length) {
            int i = first[t];
            to[at + t] = HALF + from[i] + from[i + 1] + from[i + 2] + from[i + 3];
        }
    }

    private void collectFourApart(int[] from, int firstTarget, int[] to, int at) {
        int d = step;
        for (int t = firstTarget; t < first.length; t += weights.length) {
            int i = first[t];
            to[at + t] = HALF + from[i] + from[i + d] + from[i + 2 * d] + from[i + 3 * d];
        }
    }
}
