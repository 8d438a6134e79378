package dev.maskwright.sdk.model;

import dev.maskwright.sdk.model.ModelCard.Layout;

/**
 * A probability per class, 0..1 (uint8: 0..255), of a graph that ends in softmax, or in a sigmoid for each class. The
 * confidence of a pixel is the highest of them, unchanged.
 *
 * @param probabilities name of the graph's output
 * @param enlargement see {@link ScoresOutput#enlargement}
 * @param alignsCorners see {@link ScoresOutput#alignsCorners}
 */
public record ProbabilitiesOutput(String probabilities, int enlargement, boolean alignsCorners, Layout layout)
        implements ScoresOutput {

    public ProbabilitiesOutput {
        ScoresOutput.checkEnlargement(enlargement);
    }

    @Override
    public String output() {
        return probabilities;
    }
}
