package dev.maskwright.trainer.recipe;

/** The optimisers that a recipe can name. */
public enum OptimizerKind {
    ADAMW,
    ADAM,
    SGD
}
