package dev.maskwright.exporter.quantize;

import java.util.Arrays;

/**
 * A histogram of a value's numbers, in bins of equal width around 0. It takes any range in the same memory: if a number
 * does not fit, the width of the bins doubles and neighbours are merged. Not thread-safe.
 */
final class Histogram {

    private static final int BINS = 8192;
    private static final int HALF = BINS / 2;
    private static final double LEAST_LIMIT = 1e-6;

    private final long[] counts = new long[BINS];
    private double limit;
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private long total;

    /**
     * Counts numbers.
     *
     * @throws IllegalArgumentException if one of them is not finite
     */
    void add(float[] numbers, int count) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        float check = 0;
        for (int i = 0; i < count; i++) {
            low = Math.min(low, numbers[i]);
            high = Math.max(high, numbers[i]);
            check += numbers[i] * 0; // NaN stays NaN, infinity becomes it
        }
        if (check != 0 || Float.isNaN(check)) {
            throw new IllegalArgumentException("not all of its numbers are finite");
        }
        least = Math.min(least, low);
        largest = Math.max(largest, high);
        total += count;
        reach(Math.max(Math.abs(low), Math.abs(high)));
        float perBin = (float) (HALF / limit);
        for (int i = 0; i < count; i++) {
            int bin = HALF + (int) Math.floor(numbers[i] * perBin);
            counts[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
    }

    private void reach(double magnitude) {
        if (limit == 0) {
            limit = Math.scalb(1.0, Math.getExponent(Math.max(magnitude, LEAST_LIMIT)) + 1);
        }
        while (magnitude > limit) {
            long[] merged = new long[BINS];
            for (int bin = 0; bin < BINS; bin++) {
                merged[HALF / 2 + bin / 2] += counts[bin];
            }
            System.arraycopy(merged, 0, counts, 0, BINS);
            limit *= 2;
        }
    }

    /** The whole observed range; empty histograms have the range 0. */
    Range range() {
        return total == 0 ? new Range(0, 0) : new Range(least, largest);
    }

    long total() {
        return total;
    }

    int bins() {
        return BINS;
    }

    long count(int bin) {
        return counts[bin];
    }

    /** The bin of 0 and of almost 0. */
    int zero() {
        return HALF;
    }

    /** The number in the middle of a bin. */
    double middle(int bin) {
        return (bin - HALF + 0.5) * width();
    }

    double width() {
        return limit / HALF;
    }

    /** The first bin that has a count. */
    int first() {
        return (int) Arrays.stream(counts).takeWhile(count -> count == 0).count();
    }

    /** One after the last bin that has a count. */
    int end() {
        int end = BINS;
        while (end > 0 && counts[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
