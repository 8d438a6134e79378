package dev.maskwright.trainer.recipe;

/**
 * What follows from the validation at the end of each epoch.
 *
 * @param patience epochs without a higher mean IoU after which the training ends; 0 for never
 * @param keepBest how many of the best epochs keep a file of weights of their own, 0..1000, beside that of the best
 */
public record ValidationSettings(int patience, int keepBest) {

    public ValidationSettings {
        Bounds.require("validation.patience", patience, 0, Integer.MAX_VALUE);
        Bounds.require("validation.keepBest", keepBest, 0, 1000);
    }

    /** Every epoch is trained, and one file of weights is kept. */
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
