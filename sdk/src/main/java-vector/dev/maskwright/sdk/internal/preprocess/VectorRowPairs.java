package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.YuvConversion;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds up pairs of rows with the Vector API; nothing is written to memory between conversion and addition.
 *
 * <p>No method here takes or returns a vector, although several loops therefore repeat each other: C2 always inlines
 * the methods of the Vector API, but other methods only until a compilation unit reaches a size limit. A vector passed
 * to a method that is not inlined becomes an object on the heap, which makes all this slower than the plain loops.
 */
final class VectorRowPairs implements RowPairs {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private int[] first = {};
    private int[] second = {};
    private int shift;
    private int factor;

    @Override
    public void open(int[] firstLuma, int[] secondLuma, int laneShift, int lumaFactor) {
        first = firstLuma;
        second = secondLuma;
        shift = laneShift;
        factor = lumaFactor;
    }

    @Override
    public void add(int[] tint, int[][] targets, int[] weights, int count) {
        int k = 0;
        for (; count - k >= 4 || count - k == 2; k += 2) {
            addToTwo(first, second, shift, factor, tint, targets, weights, k);
        }
        if (k < count) {
            addToThree(first, second, shift, factor, tint, targets, weights, k);
        }
    }

    private static void addToTwo(
            int[] first, int[] second, int shift, int factor, int[] tint, int[][] targets, int[] weights, int k) {
        int[] a = targets[k];
        int[] b = targets[k + 1];
        int firstOfA = weights[2 * k];
        int secondOfA = weights[2 * k + 1];
        int firstOfB = weights[2 * k + 2];
        int secondOfB = weights[2 * k + 3];
        int end = INTS.loopBound(tint.length);
        for (int i = 0; i < end; i += INTS.length()) {
            IntVector tints = IntVector.fromArray(INTS, tint, i);
            IntVector x = IntVector.fromArray(INTS, first, i)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(0xff)
                    .mul(factor)
                    .add(tints)
                    .lanewise(VectorOperators.ASHR, YuvConversion.BITS)
                    .max(0)
                    .min(255);
            IntVector y = IntVector.fromArray(INTS, second, i)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(0xff)
                    .mul(factor)
                    .add(tints)
                    .lanewise(VectorOperators.ASHR, YuvConversion.BITS)
                    .max(0)
                    .min(255);
            IntVector.fromArray(INTS, a, i)
                    .add(x.mul(firstOfA))
                    .add(y.mul(secondOfA))
                    .intoArray(a, i);
            IntVector.fromArray(INTS, b, i)
                    .add(x.mul(firstOfB))
                    .add(y.mul(secondOfB))
                    .intoArray(b, i);
        }
        for (int i = end; i < tint.length; i++) {
            int x = converted(first[i], shift, factor, tint[i]);
            int y = converted(second[i], shift, factor, tint[i]);
            a[i] += x * firstOfA + y * secondOfA;
            b[i] += x * firstOfB + y * secondOfB;
        }
    }

    private static void addToThree(
            int[] first, int[] second, int shift, int factor, int[] tint, int[][] targets, int[] weights, int k) {
        int[] a = targets[k];
        int[] b = targets[k + 1];
        int[] c = targets[k + 2];
        int firstOfA = weights[2 * k];
        int secondOfA = weights[2 * k + 1];
        int firstOfB = weights[2 * k + 2];
        int secondOfB = weights[2 * k + 3];
        int firstOfC = weights[2 * k + 4];
        int secondOfC = weights[2 * k + 5];
        int end = INTS.loopBound(tint.length);
        for (int i = 0; i < end; i += INTS.length()) {
            IntVector tints = IntVector.fromArray(INTS, tint, i);
            IntVector x = IntVector.fromArray(INTS, first, i)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(0xff)
                    .mul(factor)
                    .add(tints)
                    .lanewise(VectorOperators.ASHR, YuvConversion.BITS)
                    .max(0)
                    .min(255);
            IntVector y = IntVector.fromArray(INTS, second, i)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(0xff)
                    .mul(factor)
                    .add(tints)
                    .lanewise(VectorOperators.ASHR, YuvConversion.BITS)
                    .max(0)
                    .min(255);
            IntVector.fromArray(INTS, a, i)
                    .add(x.mul(firstOfA))
                    .add(y.mul(secondOfA))
                    .intoArray(a, i);
            IntVector.fromArray(INTS, b, i)
                    .add(x.mul(firstOfB))
                    .add(y.mul(secondOfB))
                    .intoArray(b, i);
            IntVector.fromArray(INTS, c, i)
                    .add(x.mul(firstOfC))
                    .add(y.mul(secondOfC))
                    .intoArray(c, i);
        }
        for (int i = end; i < tint.length; i++) {
            int x = converted(first[i], shift, factor, tint[i]);
            int y = converted(second[i], shift, factor, tint[i]);
            a[i] += x * firstOfA + y * secondOfA;
            b[i] += x * firstOfB + y * secondOfB;
            c[i] += x * firstOfC + y * secondOfC;
        }
    }

    private static int converted(int luma, int shift, int factor, int tint) {
        return Math.max(0, Math.min(((luma >>> shift & 0xff) * factor + tint) >> YuvConversion.BITS, 255));
    }
}
