package dev.maskwright.sdk.model;

import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.Outputs;

/**
 * An output with scores, the highest of which gives the class of a pixel: float32, float16 or float64, as in the graph,
 * or uint8, which is probabilities of 0..255, or logits with {@link Levels} in the card. Logits as uint8 without levels
 * are rejected, because without their scale there is no confidence.
 */
public sealed interface ScoresOutput extends Outputs permits LogitsOutput, ProbabilitiesOutput, ForegroundOutput {

    /** An {@link #enlargement} to the size of the input, whatever the size of the scores. */
    int TO_INPUT = 0;

    /** The name of the graph's output. */
    String output();

    /**
     * How many times wider and higher the mask is than the scores, which are enlarged bilinearly before the highest is
     * chosen. {@link #TO_INPUT} for a mask with one pixel per input pixel.
     */
    int enlargement();

    /**
     * Whether scores are enlarged with the centres of the outermost scores on those of the mask's outermost pixels,
     * PyTorch's {@code align_corners=True}; otherwise each score is at the centre of the pixels that it stands for.
     */
    boolean alignsCorners();

    /** Whether the scores are (N, K, H, W) or (N, H, W, K). */
    Layout layout();

    /** The width or height of the mask, for that of the scores and that of the input. */
    default int maskSize(int scores, int input) {
        return enlargement() == TO_INPUT ? input : enlargement() * scores;
    }

    /** Rejects an invalid enlargement. */
    static void checkEnlargement(int enlargement) {
        if (enlargement < TO_INPUT) {
            throw new IllegalArgumentException(
                    "the enlargement of scores must be at least 1, or \"input\", got %d".formatted(enlargement));
        }
        ModelCard.requireAtMost("enlargement", enlargement);
    }
}
