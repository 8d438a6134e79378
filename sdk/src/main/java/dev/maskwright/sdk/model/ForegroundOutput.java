package dev.maskwright.sdk.model;

import dev.maskwright.sdk.model.ModelCard.Layout;

/**
 * One number per pixel, that of class 1; pixels that are not above the threshold are class 0. The graph's output is (N,
 * 1, H, W), (N, H, W, 1) or (N, H, W).
 *
 * <p>The confidence of a probability {@code p} is {@code p} in class 1 and {@code 1 - p} in class 0. A logit {@code x}
 * has the sigmoid of {@code x - log(t / (1 - t))}, which with a threshold {@code t} of 0.5 is the same.
 *
 * @param foreground name of the graph's output
 * @param values what the numbers are
 * @param threshold the probability above which a pixel is class 1, between 0 and 1
 * @param enlargement see {@link ScoresOutput#enlargement}
 * @param alignsCorners see {@link ScoresOutput#alignsCorners}
 */
public record ForegroundOutput(
        String foreground, Values values, float threshold, int enlargement, boolean alignsCorners, Layout layout)
        implements ScoresOutput {

    /** The default threshold. */
    public static final float THRESHOLD = 0.5f;

    /** What an output of one channel holds. */
    public enum Values {
        /** 0..1 (uint8: 0..255), as of a graph that ends in a sigmoid. */
        PROBABILITY,
        /** Any real number, whose sigmoid is the probability. */
        LOGIT
    }

    public ForegroundOutput {
        ScoresOutput.checkEnlargement(enlargement);
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "the threshold of foreground lies between 0 and 1, got %s".formatted(threshold));
        }
    }

    @Override
    public String output() {
        return foreground;
    }
}
