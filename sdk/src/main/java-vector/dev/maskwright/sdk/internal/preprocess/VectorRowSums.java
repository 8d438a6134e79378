package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.RowReader;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PlainRowSums} with vectors. A vector can be loaded from any element, so runs of consecutive groups are summed
 * for a whole row at once, and targets may begin before the row. No method takes or returns a vector here either: see
 * {@link VectorRowPairs}.
 */
final class VectorRowSums implements RowSums {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = RowReader.LANES;
    private static final int HALF = 1 << (Coefficients.BITS - 1);

    /** How many groups each of the {@link #terms} sums covers in the end: a power of two. */
    private final int step;

    /** How many of these sums are added for each target: three or four. */
    private final int terms;

    /** How many zeros there are before and after the sums of a class. */
    private final int margin;

    /** The weights of each class: those of its first lane, its second... */
    private final int[][][] weights;

    /**
     * The sums of a class: first of each group alone, in the end of the {@link #step} groups that start at each group.
     */
    private final int[] sums;

    /** Class by class, the sums of as many groups as a target covers, one sum starting at each group. */
    private final int[] added;

    /** The index in {@link #added} of each target's sum. */
    private final int[] places;

    VectorRowSums(Coefficients columns, int lead, int groups) {
        int targets = columns.targetSize();
        int longest = 1;
        for (int t = 0; t < targets; t++) {
            longest = Math.max(longest, end(columns, lead, t) - (lead + columns.starts()[t]) / LANES);
        }
        int powerOfTwo = 1;
        while (4 * powerOfTwo < longest) {
            powerOfTwo *= 2;
        }
        step = powerOfTwo;
        terms = Math.max(3, (longest + step - 1) / step);
        int span = terms * step;
        margin = span + INTS.length();
        int[] first = new int[targets];
        for (int t = 0; t < targets; t++) {
            // Targets at the start of a row are cut off there: each would need its own class if it could not begin
            // before the row.
            first[t] = columns.starts()[t] == 0 ? end(columns, lead, t) - span : (lead + columns.starts()[t]) / LANES;
        }
        int classes = PlainRowSums.classes(first, span);
        weights = PlainRowSums.weights(columns, lead, groups, classes);
        sums = new int[groups + 2 * margin];
        added = new int[classes * sums.length];
        places = new int[targets];
        for (int t = 0; t < targets; t++) {
            places[t] = t % classes * sums.length + margin + first[t];
        }
    }

    private static int end(Coefficients columns, int lead, int target) {
        return (lead + columns.end(target) - 1) / LANES + 1;
    }

    @Override
    public void sum(int[][] lanes, int lane, int[] to, int at) {
        int begin = margin - terms * step;
        int[] a = lanes[lane];
        int[] b = lanes[lane + 1];
        for (int c = 0; c < weights.length; c++) {
            int[][] own = weights[c];
            multiply(a, own[0], b, own[1], lanes[lane + 2], own[2], lanes[lane + 3], own[3], sums, margin);
            if (step > 1) {
                Arrays.fill(sums, begin, margin, 0);
            }
            for (int distance = 1; distance < step; distance *= 2) {
                addMoved(sums, begin, margin + a.length, distance);
            }
            int place = c * sums.length;
            if (terms == 3) {
                addThree(sums, begin, margin + a.length, step, added, place);
            } else {
                addFour(sums, begin, margin + a.length, step, added, place);
            }
        }
        for (int t = 0; t < places.length; t++) {
            to[at + t] = added[places[t]];
        }
    }

    private static void multiply(
            int[] a,
            int[] weightsOfA,
            int[] b,
            int[] weightsOfB,
            int[] c,
            int[] weightsOfC,
            int[] d,
            int[] weightsOfD,
            int[] to,
            int at) {
        int end = INTS.loopBound(a.length);
        for (int i = 0; i < end; i += INTS.length()) {
            IntVector ab = IntVector.fromArray(INTS, a, i)
                    .mul(IntVector.fromArray(INTS, weightsOfA, i))
                    .add(IntVector.fromArray(INTS, b, i).mul(IntVector.fromArray(INTS, weightsOfB, i)));
            IntVector cd = IntVector.fromArray(INTS, c, i)
                    .mul(IntVector.fromArray(INTS, weightsOfC, i))
                    .add(IntVector.fromArray(INTS, d, i).mul(IntVector.fromArray(INTS, weightsOfD, i)));
            ab.add(cd).intoArray(to, at + i);
        }
        for (int i = end; i < a.length; i++) {
            to[at + i] = a[i] * weightsOfA[i] + b[i] * weightsOfB[i] + c[i] * weightsOfC[i] + d[i] * weightsOfD[i];
        }
    }

    /** Adds in ascending order, so the elements after the current vector still have their old values. */
    private static void addMoved(int[] sums, int begin, int end, int distance) {
        for (int i = begin; i < end; i += INTS.length()) {
            IntVector.fromArray(INTS, sums, i)
                    .add(IntVector.fromArray(INTS, sums, i + distance))
                    .intoArray(sums, i);
        }
    }

    private static void addThree(int[] sums, int begin, int end, int step, int[] to, int at) {
        for (int i = begin; i < end; i += INTS.length()) {
            IntVector.fromArray(INTS, sums, i)
                    .add(IntVector.fromArray(INTS, sums, i + step))
                    .add(IntVector.fromArray(INTS, sums, i + 2 * step))
                    .add(HALF)
                    .intoArray(to, at + i);
        }
    }

    private static void addFour(int[] sums, int begin, int end, int step, int[] to, int at) {
        for (int i = begin; i < end; i += INTS.length()) {
            IntVector.fromArray(INTS, sums, i)
                    .add(IntVector.fromArray(INTS, sums, i + step))
                    .add(IntVector.fromArray(INTS, sums, i + 2 * step))
                    .add(IntVector.fromArray(INTS, sums, i + 3 * step))
                    .add(HALF)
                    .intoArray(to, at + i);
        }
    }
}
