package dev.maskwright.trainer.loss;

/**
 * The part of {@link Lovasz} in a loss.
 *
 * @param factor of it in the sum, at least 0
 * @param perImage whether images are sorted separately
 * @param from the share of the training after which it is added to the others, 0..1; 0 for the whole training
 */
public record LovaszSettings(double factor, boolean perImage, double from) {

    public LovaszSettings {
        LossSettings.requireShare("lovasz.from", from);
    }

    /** Switched off. */
    public static LovaszSettings off() {
        return new LovaszSettings(0, false, 0);
    }

    public LovaszSettings withFactor(double changed) {
        return new LovaszSettings(changed, perImage, from);
    }

    public LovaszSettings withPerImage(boolean changed) {
        return new LovaszSettings(factor, changed, from);
    }

    public LovaszSettings withFrom(double changed) {
        return new LovaszSettings(factor, perImage, changed);
    }
}
