package dev.maskwright.trainer.metric;

/**
 * The outcomes of the pixels of a class, in 64-bit counts (the peer's are float32 and stop at 16,777,216).
 *
 * @param truePositives of the class, and predicted as it
 * @param falsePositives not of the class, but predicted as it
 * @param falseNegatives of the class, but not predicted as it
 * @param trueNegatives all others that count
 */
public record PixelCounts(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {

    static final PixelCounts NOTHING = new PixelCounts(0, 0, 0, 0);

    public PixelCounts plus(PixelCounts other) {
        return new PixelCounts(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives,
                trueNegatives + other.trueNegatives);
    }

    /** Pixels of the class. */
    public long labelled() {
        return truePositives + falseNegatives;
    }
}
