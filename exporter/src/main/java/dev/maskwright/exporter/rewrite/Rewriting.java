package dev.maskwright.exporter.rewrite;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is done to a network before it is written. Every step is exact: it computes the same sums of the same products
 * in another order, so only rounding differs. What comes out is made of standard operators.
 */
public enum Rewriting {
    /**
     * Everything that is exact and not slower: batch norms folded, tokens laid out as maps, RMS norms for layer norms,
     * fusions before resizes, neighbouring convolutions merged, maps enlarged after their convolution.
     */
    ALL(List.of(
            FoldBatchNorm::apply,
            TokensAsMaps::apply,
            CentreNorms::apply,
            SplitFusion::apply,
            MergeConvolutions::apply,
            ConvolveBeforeEnlarging::apply)),
    /**
     * As {@link #ALL}, but maps are convolved after they are enlarged: what is to be quantised stays bytes all the way
     * then, while laying maps between each other costs more than it saves.
     */
    QUANTIZABLE(List.of(
            FoldBatchNorm::apply,
            TokensAsMaps::apply,
            CentreNorms::apply,
            SplitFusion::apply,
            MergeConvolutions::apply)),
    /** Nothing: the graph that a tracing exporter writes, layer for layer. To compare with. */
    NONE(List.of());

    @SuppressWarnings("ImmutableEnumChecker") // lists of functions without state
    private final List<UnaryOperator<Trained>> steps;

    Rewriting(List<UnaryOperator<Trained>> steps) {
        this.steps = steps;
    }

    /** The rewritten network, which takes and gives what the given one does. */
    public Trained apply(Trained trained) {
        Trained rewritten = trained;
        for (UnaryOperator<Trained> step : steps) {
            rewritten = step.apply(rewritten);
        }
        return rewritten;
    }
}
