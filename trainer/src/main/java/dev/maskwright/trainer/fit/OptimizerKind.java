package dev.maskwright.trainer.fit;

/** The optimisers that a recipe can name. */
public enum OptimizerKind {
    ADAMW,
    ADAM,
    SGD
}
