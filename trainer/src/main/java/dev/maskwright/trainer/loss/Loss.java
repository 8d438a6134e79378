package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * The quantity that training minimises: how far logits are from their targets.
 *
 * <p>Pixels whose target is {@link dev.maskwright.trainer.data.Sample#IGNORE} are ignored in every loss. A batch in
 * which no pixel counts has loss 0 and a gradient of 0 (the peer's cross-entropy and focal loss are NaN there, which a
 * training does not survive).
 */
public sealed interface Loss permits CrossEntropy, Dice, Jaccard, Tversky, Focal, Lovasz, WeightedSum {

    /**
     * The loss of a batch.
     *
     * @return a scalar of the logits' type, at least 0, with a gradient; it lives in the logits' manager
     */
    NDArray value(LabelledLogits batch);
}
