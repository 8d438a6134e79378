package dev.maskwright.trainer.recipe;

/**
 * How the encoder is initialised, and how it learns.
 *
 * @param weights its initial weights, unless a file is given
 * @param rate factor for its learning rate, above 0; below 1 keeps it closer to its initial weights
 * @param stochasticDepth probability that its last block is dropped for an image, 0..0.99, others in proportion; only
 *     for Mix Transformers
 * @param freezeEpochs number of epochs in which it is frozen, with its batch norms as in evaluation, at least 0
 */
public record EncoderSettings(EncoderWeights weights, double rate, double stochasticDepth, int freezeEpochs) {

    public EncoderSettings {
        Bounds.require("encoder.rate", rate, Double.MIN_VALUE, 1000);
        Bounds.require("encoder.stochasticDepth", stochasticDepth, 0, 0.99);
        Bounds.require("encoder.freezeEpochs", freezeEpochs, 0, Integer.MAX_VALUE);
    }

    /** Random weights, learning like the rest of the network. */
    public static EncoderSettings defaults() {
        return new EncoderSettings(EncoderWeights.NONE, 1, 0.1, 0);
    }

    public EncoderSettings withWeights(EncoderWeights changed) {
        return new EncoderSettings(changed, rate, stochasticDepth, freezeEpochs);
    }

    public EncoderSettings withRate(double changed) {
        return new EncoderSettings(weights, changed, stochasticDepth, freezeEpochs);
    }

    public EncoderSettings withStochasticDepth(double changed) {
        return new EncoderSettings(weights, rate, changed, freezeEpochs);
    }

    public EncoderSettings withFreezeEpochs(int changed) {
        return new EncoderSettings(weights, rate, stochasticDepth, changed);
    }
}
