package dev.maskwright.trainer.loss;

import java.util.OptionalDouble;

/**
 * The part of {@link Focal} in a loss.
 *
 * @param factor of it in the sum, at least 0
 * @param gamma how fast the weight of right pixels falls, at least 0
 * @param alpha weight of a class's own pixels, 0..1, with one minus it for others; 0 for equal weights
 */
public record FocalSettings(double factor, double gamma, double alpha) {

    public FocalSettings {
        LossSettings.requireShare("focal.alpha", alpha);
        LossSettings.checked(() -> new Focal(gamma, OptionalDouble.empty(), false, ClassWeights.EQUAL));
    }

    /** Switched off. */
    public static FocalSettings off() {
        return new FocalSettings(0, 2, 0);
    }

    public FocalSettings withFactor(double changed) {
        return new FocalSettings(changed, gamma, alpha);
    }

    public FocalSettings withGamma(double changed) {
        return new FocalSettings(factor, changed, alpha);
    }

    public FocalSettings withAlpha(double changed) {
        return new FocalSettings(factor, gamma, changed);
    }

    Focal loss() {
        OptionalDouble own = alpha == 0 ? OptionalDouble.empty() : OptionalDouble.of(alpha);
        return new Focal(gamma, own, false, ClassWeights.EQUAL);
    }
}
