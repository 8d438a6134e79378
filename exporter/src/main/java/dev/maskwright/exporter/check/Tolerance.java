package dev.maskwright.exporter.check;

/**
 * How far a file may be from its network to be accepted.
 *
 * @param largestRelativeDifference of two logits, as a share of the range of all
 * @param leastEqualPixels the share of mask pixels that must be equal, 0..1
 */
public record Tolerance(double largestRelativeDifference, double leastEqualPixels) {

    /** For a file that computes in float32: only the order of sums differs. */
    public static final Tolerance FLOAT32 = new Tolerance(1e-4, 0.999);

    /**
     * For a file that computes in float16, compared with the network in float32: 11 bits per number, through some fifty
     * layers.
     */
    public static final Tolerance FLOAT16 = new Tolerance(0.05, 0.995);
}
