package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.TrainingRows;
import dev.maskwright.trainer.recipe.DistillationSettings;
import dev.maskwright.trainer.recipe.Recipe;
import java.util.Optional;

/**
 * What a student learns from besides labels. Its weight is part of the recipe, as {@link DistillationSettings}; the
 * caller closes the teacher and the split.
 *
 * @param teacher whose probabilities are learned; empty for the moving average of the student itself
 * @param unlabelled pictures without labels among those of each batch; empty for none
 * @see <a href="https://arxiv.org/abs/1703.01780">Mean Teachers</a>, for the average as a teacher
 */
public record Distillation(Optional<Teacher> teacher, Optional<Dataset> unlabelled) {

    /**
     * The number of unlabelled pictures in each batch, if there are such pictures: at least one, and not all.
     *
     * @throws IllegalArgumentException if the recipe's batches hold one picture
     */
    public static int unlabelledPerBatch(Recipe recipe) {
        int size = recipe.batch().size();
        if (size < 2) {
            throw new IllegalArgumentException("batch.size is 1, but a batch holds pictures with labels and pictures"
                    + " without; set it to 2 or more");
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
        return TrainingRows.mixed(labelled, unlabelled.get(), recipe.batch().size() - without, without);
    }
}
