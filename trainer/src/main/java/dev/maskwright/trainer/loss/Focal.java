package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.OptionalDouble;

/**
 * Focal loss: each class against all others by a sigmoid, where pixels that are already right have little weight,
 * {@code -(1 - p)^gamma log p} with p the probability of the truth; the mean over the pixels that count and the
 * classes.
 *
 * <p>The peer sums the classes in 0.5.0 (K times as much as here) and averages them in later versions, as here. Its
 * {@code normalized} divides by the sum of {@code (1 - p)^gamma} and then once more by the number of pixels; here it
 * does not. With gamma below 1 its gradient is NaN for a pixel with probability 1; here it is 0. Without a pixel that
 * counts it is NaN, here 0.
 *
 * @param gamma how fast the weight of right pixels falls, at least 0; with 0 this is binary cross-entropy
 * @param alpha weight of a class's own pixels, 0..1, with one minus it for others; empty for 1 and 1
 * @param normalized whether to divide by the sum of the weights {@code (1 - p)^gamma} of a class, so that the loss does
 *     not vanish as pixels become right
 * @param weights of the classes in the mean
 * @see <a href="https://arxiv.org/abs/1708.02002">Focal loss</a>
 */
public record Focal(double gamma, OptionalDouble alpha, boolean normalized, ClassWeights weights) implements Loss {

    public Focal {
        if (!(gamma >= 0 && Double.isFinite(gamma))) {
            throw new IllegalArgumentException("focal gamma must be at least 0, got " + gamma);
        }
        if (alpha.isPresent() && !(alpha.getAsDouble() >= 0 && alpha.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("focal alpha must be in 0..1, got " + alpha.getAsDouble());
        }
    }

    @Override
    public NDArray value(LabelledLogits batch) {
        int[] perClass = {0, 2, 3};
        NDArray truth = batch.truth();
        NDArray sign = truth.mul(batch.number(2)).sub(batch.number(1));
        NDArray right = batch.logits().mul(sign); // (N, K, H, W): the logit of the truth
        // 1 - p is the sigmoid of -right: its power has a gradient also where p rounds to 1
        NDArray focus = softPlus(right).mul(batch.number(-gamma)).exp().mul(batch.counted());
        NDArray lost = softPlus(right.neg()).mul(focus);
        if (alpha.isPresent()) {
            double own = alpha.getAsDouble();
            lost = lost.mul(truth.mul(batch.number(2 * own - 1)).add(batch.number(1 - own)));
        }
        NDArray pixels = normalized ? focus.sum(perClass) : batch.counted().sum();
        NDArray losses = lost.sum(perClass).div(pixels.add(batch.tiny())); // (K)
        NDArray shares = batch.perClass(weights, new Shape(batch.classes()));
        return losses.mul(shares).sum().div(shares.sum());
    }

    private static NDArray softPlus(NDArray x) {
        return x.getNDArrayInternal().softPlus();
    }
}
