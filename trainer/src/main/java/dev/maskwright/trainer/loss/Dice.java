package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * Soft Dice loss: one minus the mean over the classes of {@code 2 |P T| / (|P| + |T|)}, where P are the probabilities
 * of a class and T its pixels, summed over the batch.
 *
 * <p>A class without a pixel in the batch is excluded from the mean. The peer counts it as a loss of 0, so that its
 * Dice depends on how many classes happen to be absent: ours is larger by the factor all / present.
 *
 * @see <a href="https://arxiv.org/abs/1606.04797">V-Net, section 3</a>
 */
public record Dice(OverlapOptions options) implements Loss {

    @Override
    public NDArray value(LabelledLogits batch) {
        Overlap overlap = Overlap.of(batch);
        NDArray both = overlap.both().mul(batch.number(2));
        NDArray sizes = overlap.predicted().add(overlap.labelled());
        return overlap.loss(overlap.score(both, sizes, 2 * options.smooth()), options);
    }
}
