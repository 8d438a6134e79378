package dev.maskwright.trainer.recipe;

import dev.maskwright.trainer.loss.SoftLabels;

/**
 * The influence of a teacher. These settings have no effect without one.
 *
 * @param weight factor of {@link SoftLabels} relative to the loss of the labels, above 0
 * @param temperature of {@link SoftLabels}
 * @param confidence of {@link SoftLabels}
 * @param from the share of the training after which the teacher is used, at least 0 and below 1; 0 for the whole
 *     training
 * @param unlabelledShare of the pictures of a batch, above 0 and below 1, if there are pictures without labels
 */
public record DistillationSettings(
        double weight, double temperature, double confidence, double from, double unlabelledShare) {

    public DistillationSettings {
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException(
                    ("distillation.weight must be above 0, got %s; without a teacher it has no" + " effect")
                            .formatted(weight));
        }
        if (!(from >= 0 && from < 1)) {
            throw new IllegalArgumentException("distillation.from must be at least 0 and below 1, got " + from);
        }
        if (!(unlabelledShare > 0 && unlabelledShare < 1)) {
            throw new IllegalArgumentException(
                    "distillation.unlabelledShare must be above 0 and below 1, got " + unlabelledShare);
        }
        try {
            new SoftLabels(temperature, confidence);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("distillation: " + e.getMessage(), e);
        }
    }

    /** Every pixel, for the whole training, with the same weight as the labels; half of a batch without labels. */
    public static DistillationSettings defaults() {
        return new DistillationSettings(1, 1, 0, 0, 0.5);
    }

    public DistillationSettings withWeight(double changed) {
        return new DistillationSettings(changed, temperature, confidence, from, unlabelledShare);
    }

    public DistillationSettings withTemperature(double changed) {
        return new DistillationSettings(weight, changed, confidence, from, unlabelledShare);
    }

    public DistillationSettings withConfidence(double changed) {
        return new DistillationSettings(weight, temperature, changed, from, unlabelledShare);
    }

    public DistillationSettings withFrom(double changed) {
        return new DistillationSettings(weight, temperature, confidence, changed, unlabelledShare);
    }

    public DistillationSettings withUnlabelledShare(double changed) {
        return new DistillationSettings(weight, temperature, confidence, from, changed);
    }
}
