package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Cross-entropy: the mean over the pixels that count of minus the logarithm of the true class's probability, each pixel
 * weighted by its class. Weights and label smoothing act as in PyTorch.
 *
 * <p>The peer's {@code SoftCrossEntropyLoss} divides by all pixels, ignored ones too, so that its loss shrinks with the share
 * of pixels that are ignored; this one divides by those that count. PyTorch's is NaN for a batch without any, this one 0.
 *
 * @param weights of the classes
 * @param labelSmoothing 0..1, but not 1: the share of a target that is spread evenly over all classes
 * @see <a href="https://arxiv.org/abs/1512.00567">Rethinking the Inception Architecture, section 7</a>, for the smoothing
 */
public record CrossEntropy(ClassWeights weights, double labelSmoothing) implements Loss {

    public CrossEntropy {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing lies in 0..1 and is not 1, got " + labelSmoothing);
        }
    }

    @Override
    public NDArray value(LabelledLogits batch) {
        NDArray classWeights = batch.perClass(weights, new Shape(1, batch.classes(), 1, 1));
        NDArray weighted = batch.truth().mul(classWeights); // (N, K, H, W)
        NDArray target = weighted;
        if (labelSmoothing > 0) {
            NDArray everywhere = batch.counted()
                    .mul(classWeights)
                    .mul(batch.number(labelSmoothing / batch.classes())); // (N, K, H, W)
            target = weighted.mul(batch.number(1 - labelSmoothing)).add(everywhere);
        }
        return batch.logProbabilities()
                .mul(target)
                .sum()
                .neg()
                .div(weighted.sum().add(batch.tiny()));
    }
}
