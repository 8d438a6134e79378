package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import java.nio.FloatBuffer;

/**
 * The meaning of a network's scores: the class with the highest score wins the pixel, and its confidence depends on the
 * kind of score.
 */
public sealed interface Scores permits Logits, Shares {

    /**
     * The kind of score that a card declares; logits if the network outputs no scores. For uint8 logits, scores are the
     * levels.
     */
    static Scores of(ModelCard card) {
        if (card.outputs() instanceof ProbabilitiesOutput) {
            return Shares.PLAIN;
        } else if (card.outputs() instanceof ForegroundOutput foreground && foreground.values() == Values.PROBABILITY) {
            return new Shares(ForegroundOutput.THRESHOLD - foreground.threshold());
        }
        return card.outputs() instanceof LogitsOutput logits && logits.levels().isPresent()
                ? new Logits(logits.levels().get().scale())
                : Logits.PLAIN;
    }

    /**
     * Reads classes and confidences of images of one size.
     *
     * @param model its name in messages
     */
    ScoreReader reader(String model, int classes, int width, int height);

    /**
     * Computes the shares of images of one size.
     *
     * @param model its name in messages
     */
    ShareReader shares(String model, int classes, int width, int height);

    /** The probability 0..1 of a class at a pixel with these scores, one per class. */
    float probability(float[] scores, int classId);

    /** By how much the share of a class exceeds its probability. */
    float excess(int classId);

    /** Reads the mask of an image from its scores. For one thread at a time. */
    sealed interface ScoreReader permits LogitsReader, SharesReader {

        /**
         * Reads one image of a batch: the class with the highest score, ties going to the lower id, and its
         * probability.
         *
         * @param scores shape (N, K, H, W)
         * @param offset the index of the image's first element
         * @param classIds receives one id per pixel
         * @param confidences receives 0..255 for 0..1 per pixel
         * @throws dev.maskwright.sdk.SegmentationException if a score is invalid for its kind
         */
        void read(FloatBuffer scores, int offset, byte[] classIds, byte[] confidences);

        /** {@link #read(FloatBuffer, int, byte[], byte[])} for pixels {@code begin..end} only, end excluded. */
        void read(FloatBuffer scores, int offset, int begin, int end, byte[] classIds, byte[] confidences);
    }

    /** Turns the scores of an image into shares of the classes. For one thread at a time. */
    @FunctionalInterface
    interface ShareReader {

        /**
         * Computes the shares of one image of a batch, which add up to about 1 at each pixel.
         *
         * @param scores shape (N, K, H, W)
         * @param offset the index of the image's first element
         * @param shares receives (K, H, W)
         * @throws dev.maskwright.sdk.SegmentationException if a score is invalid for its kind
         */
        void shares(FloatBuffer scores, int offset, float[] shares);
    }
}
