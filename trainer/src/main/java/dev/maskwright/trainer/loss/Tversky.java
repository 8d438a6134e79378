package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * Tversky loss: {@link Dice} with different weights for false positives and false negatives. One minus the mean over
 * the classes of {@code |P T| / (|P T| + alpha |P \ T| + beta |T \ P|)}, to the power of gamma.
 *
 * <p>With alpha and beta 0.5 it is Dice, with 1 and 1 Jaccard. A class without a pixel in the batch is excluded, as in
 * {@link Dice}, and unlike in the peer.
 *
 * @param alpha weight of probability outside a class's pixels, at least 0
 * @param beta weight of pixels that the class's probability does not cover, at least 0
 * @param gamma above 0; above 1 it shifts training towards batches with high losses
 * @see <a href="https://arxiv.org/abs/1706.05721">Tversky loss</a>, <a href="https://arxiv.org/abs/1810.07842">its
 *     power</a>
 */
public record Tversky(double alpha, double beta, double gamma, OverlapOptions options) implements Loss {

    private static final double LEAST_LOSS = 1e-7;

    public Tversky {
        if (!(alpha >= 0 && beta >= 0 && alpha + beta > 0 && Double.isFinite(alpha + beta))) {
            throw new IllegalArgumentException(
                    "Tversky's alpha and beta must be at least 0 and not both 0, got %s and %s".formatted(alpha, beta));
        }
        if (!(gamma > 0 && Double.isFinite(gamma))) {
            throw new IllegalArgumentException("Tversky's gamma must be above 0, got " + gamma);
        }
    }

    @Override
    public NDArray value(LabelledLogits batch) {
        Overlap overlap = Overlap.of(batch);
        NDArray both = overlap.both();
        NDArray extra = overlap.predicted().sub(both).mul(batch.number(alpha));
        NDArray missed = overlap.labelled().sub(both).mul(batch.number(beta));
        NDArray loss = overlap.loss(overlap.score(both, both.add(extra).add(missed), options.smooth()), options);
        if (gamma == 1) {
            return loss;
        }
        // x^gamma as x * x^(gamma - 1), which is 0 with a finite gradient at x = 0 and for rounding below it
        NDArray slope = loss.maximum(batch.number(LEAST_LOSS)).pow(batch.number(gamma - 1));
        return loss.mul(slope);
    }
}
