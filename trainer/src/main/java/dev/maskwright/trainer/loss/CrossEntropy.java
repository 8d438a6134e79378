package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.net.TorchFunction;

/**
 * Cross-entropy: the mean over the pixels that count of minus the logarithm of the true class's probability, each pixel
 * weighted by its class. Weights and label smoothing act as in PyTorch.
 *
 * <p>The peer's {@code SoftCrossEntropyLoss} divides by all pixels, ignored ones too, so that its loss shrinks with the
 * share of pixels that are ignored; this one divides by those that count. PyTorch's is NaN for a batch without any,
 * this one 0.
 *
 * @param weights of the classes
 * @param labelSmoothing at least 0 and below 1: the share of a target that is spread evenly over all classes
 * @see <a href="https://arxiv.org/abs/1512.00567">Rethinking the Inception Architecture, section 7</a>, for the
 *     smoothing
 */
public record CrossEntropy(ClassWeights weights, double labelSmoothing) implements Loss {

    /** The sum over the pixels that are not 255, from log-probabilities, class ids and a weight for each class. */
    private static final TorchFunction NEGATIVE_LOG_LIKELIHOOD = new TorchFunction(
            "x: Tensor, ids: Tensor, weights: Tensor", "return torch.nll_loss_nd(x, ids, weights, 2, 255)");

    public CrossEntropy {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing must be at least 0 and below 1, got " + labelSmoothing);
        }
    }

    /**
     * Avoids arrays as large as the logits: a product with one-hot labels would be one, and take half of a small
     * network's step.
     */
    @Override
    public NDArray value(LabelledLogits batch) {
        NDArray classWeights = batch.perClass(weights, new Shape(batch.classes()));
        NDArray loss = NEGATIVE_LOG_LIKELIHOOD.apply(batch.logProbabilities(), batch.classIds(), classWeights);
        if (labelSmoothing > 0) {
            NDArray everywhere = batch.sumOverPixels(batch.logProbabilities()) // (K)
                    .mul(classWeights)
                    .sum()
                    .mul(batch.number(labelSmoothing / batch.classes()));
            loss = loss.mul(batch.number(1 - labelSmoothing)).sub(everywhere);
        }
        return loss.div(batch.pixels().mul(classWeights).sum().add(batch.tiny()));
    }
}
