package dev.maskwright.trainer.recipe;

/** The initial weights of an encoder. */
public enum EncoderWeights {
    /** Random, from the seed. */
    NONE,
    /** The weights that come with this project, learned on ImageNet. */
    IMAGENET
}
