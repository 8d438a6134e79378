package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * Soft Jaccard (IoU) loss: one minus the mean over the classes of {@code |P T| / (|P| + |T| - |P T|)}, where P are the
 * probabilities of a class and T its pixels, summed over the batch.
 *
 * <p>A class without a pixel in the batch is excluded, as in {@link Dice}, and unlike in the peer.
 */
public record Jaccard(OverlapOptions options) implements Loss {

    @Override
    public NDArray value(LabelledLogits batch) {
        Overlap overlap = Overlap.of(batch);
        NDArray union = overlap.predicted().add(overlap.labelled()).sub(overlap.both());
        return overlap.loss(overlap.score(overlap.both(), union, options.smooth()), options);
    }
}
