package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * How far the probabilities of each class cover its pixels, over the whole batch; ignored pixels are nowhere.
 *
 * @param both the sum of a class's probability over its own pixels, (K)
 * @param predicted the sum of its probability over all pixels, (K)
 * @param labelled its pixels, (K)
 */
record Overlap(LabelledLogits batch, NDArray both, NDArray predicted, NDArray labelled) {

    private static final double LEAST_SCORE = 1e-7;

    static Overlap of(LabelledLogits batch) {
        int[] perClass = {0, 2, 3};
        NDArray probabilities = batch.probabilities();
        NDArray both = probabilities.mul(batch.truth()).sum(perClass); // (N, K, H, W) -> (K)
        NDArray labelled = batch.truth().sum(perClass);
        NDArray predicted = probabilities.mul(batch.counted()).sum(perClass);
        return new Overlap(batch, both, predicted, labelled);
    }

    /** {@code (part + smooth) / (whole + smooth)} for each class. */
    NDArray score(NDArray part, NDArray whole, double smooth) {
        NDArray top = part;
        NDArray bottom = whole;
        if (smooth > 0) {
            top = part.add(batch.number(smooth));
            bottom = whole.add(batch.number(smooth));
        }
        return top.div(bottom.add(batch.tiny()));
    }

    /** The loss of the mean class; those without a pixel in the batch do not take part. */
    NDArray loss(NDArray scores, OverlapOptions options) {
        NDArray shares = batch.typed(labelled.gt(0));
        if (!options.weights().values().isEmpty()) {
            shares = shares.mul(batch.perClass(options.weights(), new Shape(batch.classes())));
        }
        NDArray all = shares.sum();
        NDArray lost = options.logarithm()
                ? scores.maximum(batch.number(LEAST_SCORE))
                        .log()
                        .mul(shares)
                        .sum()
                        .neg()
                : all.sub(scores.mul(shares).sum());
        return lost.div(all.add(batch.tiny()));
    }
}
