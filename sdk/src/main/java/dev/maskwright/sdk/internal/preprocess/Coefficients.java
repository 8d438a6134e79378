package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.Arrays;

/**
 * The weighted sums of a resize along one axis: target position {@code i} is the sum of {@code lengths[i]} source
 * positions from {@code starts[i]}, weighted by {@code weights[i * stride ...]} in fixed point with {@link #BITS}
 * fraction bits.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Coefficients(int[] starts, int[] lengths, int[] weights, int stride, boolean isIdentity) {

    /** 8 bits for the pixel and 2 for overshoot leave 22 of an int's 32. */
    static final int BITS = 32 - 8 - 2;

    /** Weights that stretch {@code from..to} of an axis of {@code size} pixels over {@code toSize} pixels. */
    static Coefficients of(int size, float from, float to, Filter filter, int toSize) {
        double scale = (double) (to - from) / toSize;
        double smoothing = Math.max(scale, 1.0); // shrinking widens the filter, enlarging does not
        double support = support(filter) * smoothing;
        int stride = (int) Math.ceil(support) * 2 + 1;

        int[] starts = new int[toSize];
        int[] lengths = new int[toSize];
        int[] weights = new int[Math.multiplyExact(toSize, stride)];
        double[] exact = new double[stride];
        for (int i = 0; i < toSize; i++) {
            double centre = from + (i + 0.5) * scale;
            int start = Math.max((int) (centre - support + 0.5), 0);
            int length = Math.min((int) (centre + support + 0.5), size) - start;
            double sum = 0;
            for (int k = 0; k < length; k++) {
                exact[k] = weight(filter, (start + k - centre + 0.5) / smoothing);
                sum += exact[k];
            }
            for (int k = 0; k < length; k++) {
                weights[i * stride + k] = fixedPoint(exact[k] / sum);
            }
            starts[i] = start;
            lengths[i] = length;
        }
        return new Coefficients(starts, lengths, weights, stride, from == 0 && to == size && size == toSize);
    }

    /** The same for an axis of {@code size} pixels that is stored and to be written in reverse order. */
    Coefficients flipped(int size) {
        int count = targetSize();
        int[] newStarts = new int[count];
        int[] newLengths = new int[count];
        int[] newWeights = new int[weights.length];
        for (int i = 0; i < count; i++) {
            int from = count - 1 - i;
            int length = lengths[from];
            newStarts[i] = size - starts[from] - length;
            newLengths[i] = length;
            for (int k = 0; k < length; k++) {
                newWeights[i * stride + k] = weights[from * stride + length - 1 - k];
            }
        }
        return new Coefficients(newStarts, newLengths, newWeights, stride, isIdentity);
    }

    /** Only targets {@code from..to}, end excluded. */
    Coefficients slice(int from, int to) {
        return slice(from, to, 0);
    }

    /** Only targets {@code from..to}, end excluded, with source positions counted from {@link #first}. */
    Coefficients part(int from, int to) {
        return slice(from, to, first(from, to));
    }

    private Coefficients slice(int from, int to, int first) {
        int[] newStarts = new int[to - from];
        for (int i = from; i < to; i++) {
            newStarts[i - from] = starts[i] - first;
        }
        return new Coefficients(
                newStarts,
                Arrays.copyOfRange(lengths, from, to),
                Arrays.copyOfRange(weights, from * stride, to * stride),
                stride,
                false);
    }

    /** The lowest source position that any of targets {@code from..to} uses, end excluded. */
    int first(int from, int to) {
        int first = starts[from];
        for (int i = from; i < to; i++) {
            first = Math.min(first, starts[i]);
        }
        return first;
    }

    /** The end, exclusive, of the source positions that any target uses. */
    int last() {
        int last = 0;
        for (int i = 0; i < targetSize(); i++) {
            last = Math.max(last, end(i));
        }
        return last;
    }

    /** The highest number of targets that use one source position. */
    int mostAtOnce() {
        int most = 1;
        int first = 0;
        for (int i = 0; i < targetSize(); i++) {
            while (end(first) <= starts[i]) {
                first++;
            }
            most = Math.max(most, i + 1 - first);
        }
        return most;
    }

    /** Whether weighted sums of 0..255 may round to numbers outside this range, as they may for a bicubic filter. */
    boolean overshoots() {
        for (int target = 0; target < targetSize(); target++) {
            long white = 1L << (BITS - 1);
            for (int k = 0; k < lengths[target]; k++) {
                int weight = weights[target * stride + k];
                if (weight < 0) {
                    return true;
                }
                white += 255L * weight;
            }
            if (white >> BITS > 255) {
                return true;
            }
        }
        return false;
    }

    int end(int target) {
        return starts[target] + lengths[target];
    }

    int targetSize() {
        return starts.length;
    }

    private static double support(Filter filter) {
        return switch (filter) {
            case BILINEAR -> 1;
            case BICUBIC -> 2;
            case NEAREST -> throw new IllegalArgumentException("nearest has no weights");
        };
    }

    private static double weight(Filter filter, double distance) {
        double x = Math.abs(distance);
        if (x >= support(filter)) {
            return 0;
        }
        if (filter == Filter.BILINEAR) {
            return 1 - x;
        }
        double a = -0.5; // Keys' cubic convolution
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * a;
    }

    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << BITS);
        return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
