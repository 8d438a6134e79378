package dev.maskwright.trainer.recipe;

/** How the learning rate of a recipe changes after the warm-up. */
public enum ScheduleKind {
    CONSTANT,
    /** Falls to 0 as {@code (1 - progress)^polyPower}. */
    POLY,
    /** Falls to 0 along half a cosine. */
    COSINE,
    /** Multiplied by {@code stepFactor} every {@code stepEpochs}. */
    STEP,
    /** Up and down along half a cosine each; has its own warm-up. */
    ONE_CYCLE
}
