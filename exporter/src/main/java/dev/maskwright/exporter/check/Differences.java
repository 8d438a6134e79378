package dev.maskwright.exporter.check;

/** Accumulates the differences of two networks, picture by picture. */
final class Differences {

    private final int classes;
    private int pictures;
    private long logits;
    private double largest;
    private double sum;
    private double lowestLogit = Double.POSITIVE_INFINITY;
    private double highestLogit = Double.NEGATIVE_INFINITY;
    private long pixels;
    private long equalPixels;

    Differences(int classes) {
        this.classes = classes;
    }

    /** Counts one picture: logits (classes, H, W) of both, and the mask (H, W) that the file gives. */
    void add(float[] expected, float[] actual, int[] actualMask) {
        if (expected.length != actual.length || expected.length != classes * actualMask.length) {
            throw new IllegalArgumentException(
                    "the network gives %d logits, the file %d, for %d classes and a mask of %d pixels"
                            .formatted(expected.length, actual.length, classes, actualMask.length));
        }
        addLogits(expected, actual);
        addMasks(mask(expected, classes), actualMask);
    }

    void addLogits(float[] expected, float[] actual) {
        logits += expected.length;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - actual[i]);
            largest = Math.max(largest, difference); // NaN stays NaN, and fails
            sum += difference;
            lowestLogit = Math.min(lowestLogit, expected[i]);
            highestLogit = Math.max(highestLogit, expected[i]);
        }
    }

    /** Counts one picture. */
    void addMasks(int[] expected, int[] actual) {
        pictures++;
        pixels += actual.length;
        for (int i = 0; i < actual.length; i++) {
            equalPixels += expected[i] == actual[i] ? 1 : 0;
        }
    }

    Report report(Tolerance tolerance) {
        if (pictures == 0) {
            throw new IllegalArgumentException("parity needs at least one picture");
        }
        boolean some = logits > 0;
        return new Report(
                pictures,
                some ? largest : Double.NaN,
                sum / logits,
                some ? lowestLogit : Double.NaN,
                some ? highestLogit : Double.NaN,
                (double) equalPixels / pixels,
                tolerance);
    }

    /** The class with the highest logit at each pixel; of equal ones, the lowest. */
    static int[] mask(float[] logits, int classes) {
        int plane = logits.length / classes;
        int[] mask = new int[plane];
        float[] best = new float[plane];
        System.arraycopy(logits, 0, best, 0, plane);
        for (int k = 1; k < classes; k++) {
            for (int i = 0; i < plane; i++) {
                float logit = logits[k * plane + i];
                if (logit > best[i]) {
                    best[i] = logit;
                    mask[i] = k;
                }
            }
        }
        return mask;
    }
}
