package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.net.Factors;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cross-entropy with a weight for each class, plus soft Dice.
 *
 * <p>Cross-entropy is the mean over the pixels that count, each weighted by its class, as PyTorch computes it. Dice is
 * one minus the mean over the classes of {@code 2 |P T| / (|P| + |T|)}; a class without a pixel in the batch does not
 * take part (the peer counts it as a loss of 0, so that its Dice depends on how many classes happen to be absent). A
 * batch in which no pixel counts has loss 0 (PyTorch: NaN).
 *
 * @see <a href="https://arxiv.org/abs/1606.04797">V-Net, section 3</a>
 */
public final class SegmentationLoss {

    private static final float TINY = 1e-7f;

    private final Settings settings;
    private final float[] classWeights;

    /**
     * The shares of the two terms.
     *
     * @param crossEntropy factor of cross-entropy, at least 0
     * @param dice factor of Dice, at least 0
     * @param classBalance how much rare classes are favoured by cross-entropy: 0 not at all, 1 in inverse proportion to
     *     their share of the pixels
     */
    public record Settings(double crossEntropy, double dice, double classBalance) {
        public Settings {
            if (!(crossEntropy >= 0 && dice >= 0 && crossEntropy + dice > 0)) {
                throw new IllegalArgumentException(
                        "a loss needs factors of at least 0, not both 0; got crossEntropy %s and dice %s"
                                .formatted(crossEntropy, dice));
            }
            if (!(classBalance >= 0 && classBalance <= 1)) {
                throw new IllegalArgumentException("loss.classBalance lies in 0..1, got " + classBalance);
            }
        }
    }

    private SegmentationLoss(Settings settings, float[] classWeights) {
        this.settings = settings;
        this.classWeights = classWeights;
    }

    /**
     * A loss whose class weights follow from a data set.
     *
     * @param pixels how many pixels of each class the training split has
     */
    public static SegmentationLoss balanced(Settings settings, long[] pixels) {
        return new SegmentationLoss(settings, balancedWeights(pixels, settings.classBalance()));
    }

    /** A loss with the given weight for each class; the settings' balance plays no part. */
    public static SegmentationLoss weighted(Settings settings, float... classWeights) {
        return new SegmentationLoss(settings, classWeights.clone());
    }

    /** Weights {@code share^-balance}, scaled so that an average pixel weighs 1; a class without pixels weighs 1. */
    static float[] balancedWeights(long[] pixels, double balance) {
        double all = Arrays.stream(pixels).sum();
        double[] weights = new double[pixels.length];
        double average = 0;
        for (int i = 0; i < pixels.length; i++) {
            weights[i] = pixels[i] == 0 ? 1 : Math.pow(pixels[i] / all, -balance);
            average += weights[i] * pixels[i] / Math.max(all, 1);
        }
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scaled[i] = (float) (pixels[i] == 0 ? 1 : weights[i] / average);
        }
        return scaled;
    }

    /**
     * The loss of a batch.
     *
     * @param logits (N, K, H, W), any real numbers
     * @param targets N * H * W class ids, 255 for pixels that do not count
     * @return a scalar, at least 0
     */
    public NDArray value(NDArray logits, byte[] targets) {
        Shape shape = logits.getShape(); // (N, K, H, W)
        long classes = shape.get(1);
        if (targets.length != shape.size() / classes || classes != classWeights.length) {
            throw new IllegalArgumentException("logits %s need %d targets and %d class weights, got %d and %d"
                    .formatted(shape, shape.size() / classes, classes, targets.length, classWeights.length));
        }
        NDManager manager = logits.getManager();
        NDArray labels = manager.create(
                ByteBuffer.wrap(targets), new Shape(shape.get(0), 1, shape.get(2), shape.get(3)), DataType.UINT8);
        NDArray ids =
                manager.arange((int) classes).toType(DataType.UINT8, false).reshape(1, classes, 1, 1);
        NDArray truth = labels.eq(ids).toType(DataType.FLOAT32, false); // (N, K, H, W), all zero where ignored
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray loss = manager.create(0f);
        if (settings.crossEntropy() > 0) {
            NDArray weighted = truth.mul(manager.create(classWeights, new Shape(1, classes, 1, 1)));
            NDArray crossEntropy = logProbabilities
                    .mul(weighted)
                    .sum()
                    .neg()
                    .div(weighted.sum().add(TINY));
            loss = loss.add(Factors.times(crossEntropy, settings.crossEntropy()));
        }
        if (settings.dice() > 0) {
            loss = loss.add(Factors.times(dice(logProbabilities.exp(), truth, labels), settings.dice()));
        }
        return loss;
    }

    private static NDArray dice(NDArray probabilities, NDArray truth, NDArray labels) {
        int[] perClass = {0, 2, 3};
        NDArray counted = labels.neq(255).toType(DataType.FLOAT32, false); // (N, 1, H, W)
        NDArray both = probabilities.mul(truth).sum(perClass); // (N, K, H, W) -> (K)
        NDArray labelled = truth.sum(perClass);
        NDArray sizes = probabilities.mul(counted).sum(perClass).add(labelled);
        NDArray present = labelled.gt(0).toType(DataType.FLOAT32, false);
        NDArray overlap = Factors.times(both, 2).div(sizes.add(TINY)).mul(present).sum();
        NDArray classes = present.sum();
        return classes.sub(overlap).div(classes.add(TINY));
    }
}
