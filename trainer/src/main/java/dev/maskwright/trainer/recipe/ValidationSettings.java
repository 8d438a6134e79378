package dev.maskwright.trainer.recipe;

/**
 * The consequences of the validation at the end of each epoch.
 *
 * @param patience epochs without a higher mean IoU after which the training ends; 0 for never
 * @param keepBest number of best epochs whose weights are kept in separate files, 0..1000, besides that of the best
 */
public record ValidationSettings(int patience, int keepBest) {

    public ValidationSettings {
        Bounds.require("validation.patience", patience, 0, Integer.MAX_VALUE);
        Bounds.require("validation.keepBest", keepBest, 0, 1000);
    }

    /** No early stopping, and one file of weights. */
    public static ValidationSettings defaults() {
        return new ValidationSettings(0, 0);
    }

    public ValidationSettings withPatience(int epochs) {
        return new ValidationSettings(epochs, keepBest);
    }

    public ValidationSettings withKeepBest(int epochs) {
        return new ValidationSettings(patience, epochs);
    }
}
