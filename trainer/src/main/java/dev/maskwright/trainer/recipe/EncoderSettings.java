package dev.maskwright.trainer.recipe;

/**
 * What the encoder begins with, and how it learns.
 *
 * @param weights what it begins with, unless a file says it
 * @param rate what the learning rate is multiplied by for it, above 0; below 1 keeps it closer to what it knows
 * @param stochasticDepth how likely its last block is left out for an image, 0..0.99, others in proportion; only Mix
 *     Transformers know it
 * @param freezeEpochs epochs for which it stays as it began, its batch norms as in evaluation, at least 0
 */
public record EncoderSettings(EncoderWeights weights, double rate, double stochasticDepth, int freezeEpochs) {

    public EncoderSettings {
        Bounds.require("encoder.rate", rate, Double.MIN_VALUE, 1000);
        Bounds.require("encoder.stochasticDepth", stochasticDepth, 0, 0.99);
        Bounds.require("encoder.freezeEpochs", freezeEpochs, 0, Integer.MAX_VALUE);
    }

    /** At random, and learning like the rest of the network. */
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
