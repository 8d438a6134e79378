package dev.maskwright.exporter.rewrite;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a network is rewritten before it is exported. Every step is exact: it computes the same sums of the same products
 * in another order, so only rounding differs. The result consists of standard operators.
 */
public enum Rewriting {
    /**
     * Everything that is exact and not slower: batch norms folded, tokens laid out as maps, RMS norms instead of layer
     * norms, fusions before resizes, neighbouring convolutions merged, maps enlarged after their convolution.
     */
    ALL(List.of(
            FoldBatchNorm::apply,
            TokensAsMaps::apply,
            CentreNorms::apply,
            SplitFusion::apply,
            MergeConvolutions::apply,
            ConvolveBeforeEnlarging::apply)),
    /**
     * As {@link #ALL}, but maps are convolved after they are enlarged: a quantised graph then stays in bytes all the
     * way, where interleaving maps costs more than it saves.
     */
    QUANTIZABLE(List.of(
            FoldBatchNorm::apply,
            TokensAsMaps::apply,
            CentreNorms::apply,
            SplitFusion::apply,
            MergeConvolutions::apply)),
    /** No rewriting: the graph that a tracing exporter writes, layer for layer, for comparison. */
    NONE(List.of());

    @SuppressWarnings("ImmutableEnumChecker") // lists of stateless functions
    private final List<UnaryOperator<Trained>> steps;

    Rewriting(List<UnaryOperator<Trained>> steps) {
        this.steps = steps;
    }

    /** The rewritten network, with the inputs and outputs of the given one. */
    public Trained apply(Trained trained) {
        Trained rewritten = trained;
        for (UnaryOperator<Trained> step : steps) {
            rewritten = step.apply(rewritten);
        }
        return rewritten;
    }
}
