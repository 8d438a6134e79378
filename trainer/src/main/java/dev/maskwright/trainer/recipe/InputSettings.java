package dev.maskwright.trainer.recipe;

import dev.maskwright.sdk.model.Normalization;

/**
 * The input of the network.
 *
 * @param width in pixels, a multiple of the network's stride
 * @param height likewise
 * @param normalization of each channel
 */
public record InputSettings(int width, int height, Normalization normalization) {

    public InputSettings {
        Bounds.requirePositive("input.width", width);
        Bounds.requirePositive("input.height", height);
    }

    /** 224x224, with ImageNet's mean and deviation. */
    public static InputSettings defaults() {
        return new InputSettings(224, 224, Normalization.imageNet());
    }

    public InputSettings withSize(int newWidth, int newHeight) {
        return new InputSettings(newWidth, newHeight, normalization);
    }

    public InputSettings withNormalization(Normalization changed) {
        return new InputSettings(width, height, changed);
    }
}
