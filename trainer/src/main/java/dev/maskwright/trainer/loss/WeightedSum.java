package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Several losses, each with a factor. */
public record WeightedSum(List<Term> terms) implements Loss {

    /**
     * One of them.
     *
     * @param factor above 0
     */
    public record Term(Loss loss, double factor) {
        public Term {
            if (!(factor > 0 && Double.isFinite(factor))) {
                throw new IllegalArgumentException("a loss's factor must be above 0, got " + factor);
            }
        }
    }

    public WeightedSum {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a sum of losses needs at least one");
        }
    }

    @Override
    public NDArray value(LabelledLogits batch) {
        NDArray sum = batch.number(0);
        for (Term term : terms) {
            sum = sum.add(term.loss().value(batch).mul(batch.number(term.factor())));
        }
        return sum;
    }
}
