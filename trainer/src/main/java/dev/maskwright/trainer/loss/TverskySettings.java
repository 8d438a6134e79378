package dev.maskwright.trainer.loss;

/**
 * The part of {@link Tversky} in a loss.
 *
 * @param factor of it in the sum, at least 0
 * @param alpha weight of false positives, at least 0
 * @param beta weight of false negatives, at least 0
 * @param gamma power of the whole, above 0
 */
public record TverskySettings(double factor, double alpha, double beta, double gamma) {

    public TverskySettings {
        LossSettings.checked(() -> new Tversky(alpha, beta, gamma, OverlapOptions.defaults()));
    }

    /** Switched off. */
    public static TverskySettings off() {
        return new TverskySettings(0, 0.5, 0.5, 1);
    }

    public TverskySettings withFactor(double changed) {
        return new TverskySettings(changed, alpha, beta, gamma);
    }

    /**
     * The same, with other weights of the two kinds of errors.
     *
     * @param found weight of false positives, at least 0
     * @param missed weight of false negatives, at least 0
     */
    public TverskySettings withMistakes(double found, double missed) {
        return new TverskySettings(factor, found, missed, gamma);
    }

    public TverskySettings withGamma(double changed) {
        return new TverskySettings(factor, alpha, beta, changed);
    }

    Tversky loss() {
        return new Tversky(alpha, beta, gamma, OverlapOptions.defaults());
    }
}
