package dev.maskwright.trainer.recipe;

/** What an encoder begins with. */
public enum EncoderWeights {
    /** At random, by the seed. */
    NONE,
    /** The weights that come with this project, learned on ImageNet. */
    IMAGENET
}
