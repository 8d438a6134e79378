package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.TrainingRows;
import dev.maskwright.trainer.loss.SoftLabels;
import java.util.Optional;

/**
 * What a student learns from besides labels. Its own {@link Settings} are part of its recipe; closing the teacher and the split
 * stays the caller's.
 *
 * @param teacher whose probabilities are learned; empty for the moving average of the student itself
 * @param unlabelled pictures without labels among those of each batch; empty for none
 * @see <a href="https://arxiv.org/abs/1703.01780">Mean Teachers</a>, for the average as a teacher
 */
public record Distillation(Optional<Teacher> teacher, Optional<Dataset> unlabelled) {

    /**
     * How much a teacher says. They do nothing without one.
     *
     * @param weight factor of {@link SoftLabels} beside the loss of the labels, above 0
     * @param temperature of {@link SoftLabels}
     * @param confidence of {@link SoftLabels}
     * @param from the share of the training after which the teacher is listened to, 0..1 but not 1; 0 for from the beginning
     * @param unlabelledShare of the pictures of a batch, above 0 and below 1, if there are pictures without labels
     */
    public record Settings(double weight, double temperature, double confidence, double from, double unlabelledShare) {

        public Settings {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException(
                        "distillation.weight must be above 0, got %s; train without a teacher for none"
                                .formatted(weight));
            }
            if (!(from >= 0 && from < 1)) {
                throw new IllegalArgumentException("distillation.from lies in 0..1 and is not 1, got " + from);
            }
            if (!(unlabelledShare > 0 && unlabelledShare < 1)) {
                throw new IllegalArgumentException(
                        "distillation.unlabelledShare lies above 0 and below 1, got " + unlabelledShare);
            }
            try {
                new SoftLabels(temperature, confidence);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("distillation: " + e.getMessage(), e);
            }
        }

        /** Every pixel, all the time, as much as the labels; half of a batch without labels. */
        public static Settings defaults() {
            return new Settings(1, 1, 0, 0, 0.5);
        }
    }

    /**
     * How many pictures of each batch have no labels, where there are such pictures: at least one, and not all.
     *
     * @throws IllegalArgumentException if the recipe's batches hold one picture
     */
    public static int unlabelledPerBatch(Recipe recipe) {
        int size = recipe.batchSize();
        if (size < 2) {
            throw new IllegalArgumentException(
                    "batchSize is 1, but a batch holds pictures with labels and pictures without; set it to 2 or more");
        }
        int without = (int) Math.round(size * recipe.distillation().unlabelledShare());
        return Math.max(1, Math.min(size - 1, without));
    }

    /** The labelled rows, and those without labels in the recipe's share. */
    TrainingRows rows(Dataset labelled, Recipe recipe) {
        if (unlabelled.isEmpty()) {
            return TrainingRows.of(labelled);
        }
        int without = unlabelledPerBatch(recipe);
        return TrainingRows.mixed(labelled, unlabelled.get(), recipe.batchSize() - without, without);
    }
}
