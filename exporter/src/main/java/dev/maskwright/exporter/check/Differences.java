package dev.maskwright.exporter.check;

/** Adds up how far two networks are from each other, picture by picture. */
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
    void add(float[] expected, float[] actual, byte[] actualMask) {
        if (expected.length != actual.length || expected.length != classes * actualMask.length) {
            throw new IllegalArgumentException(
                    "the network gives %d logits, the file %d, for %d classes and a mask of %d pixels"
                            .formatted(expected.length, actual.length, classes, actualMask.length));
        }
        pictures++;
        logits += expected.length;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - actual[i]);
            largest = Math.max(largest, difference); // NaN stays NaN, and fails
            sum += difference;
            lowestLogit = Math.min(lowestLogit, expected[i]);
            highestLogit = Math.max(highestLogit, expected[i]);
        }
        byte[] expectedMask = mask(expected, classes);
        pixels += actualMask.length;
        for (int i = 0; i < actualMask.length; i++) {
            equalPixels += expectedMask[i] == actualMask[i] ? 1 : 0;
        }
    }

    Report report() {
        if (pictures == 0) {
            throw new IllegalArgumentException("parity needs at least one picture");
        }
        return new Report(pictures, largest, sum / logits, lowestLogit, highestLogit, (double) equalPixels / pixels);
    }

    /** The class with the highest logit at each pixel, the lower of equal ones. */
    static byte[] mask(float[] logits, int classes) {
        int plane = logits.length / classes;
        byte[] mask = new byte[plane];
        for (int i = 0; i < plane; i++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = logits[k * plane + i] > logits[best * plane + i] ? k : best;
            }
            mask[i] = (byte) best;
        }
        return mask;
    }
}
