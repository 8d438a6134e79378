package dev.maskwright.trainer.loss;

/**
 * What {@link Dice}, {@link Jaccard} and {@link Tversky} have in common.
 *
 * @param smooth extra pixels that count as covered, at least 0; with Dice each is part of both sizes, so that it is
 *     added twice to numerator and denominator, as in the peer
 * @param logarithm whether a class adds minus the logarithm of its score, instead of one minus it
 * @param weights of the classes in the mean; 0 excludes a class
 */
public record OverlapOptions(double smooth, boolean logarithm, ClassWeights weights) {

    private static final OverlapOptions DEFAULTS = new OverlapOptions(0, false, ClassWeights.EQUAL);

    public OverlapOptions {
        if (!(smooth >= 0 && Double.isFinite(smooth))) {
            throw new IllegalArgumentException("smooth must be at least 0, got " + smooth);
        }
    }

    /** No smoothing, one minus the score, equal weights. */
    public static OverlapOptions defaults() {
        return DEFAULTS;
    }

    public OverlapOptions withSmooth(double pixels) {
        return new OverlapOptions(pixels, logarithm, weights);
    }

    public OverlapOptions withLogarithm() {
        return new OverlapOptions(smooth, true, weights);
    }

    public OverlapOptions withWeights(ClassWeights classWeights) {
        return new OverlapOptions(smooth, logarithm, classWeights);
    }
}
