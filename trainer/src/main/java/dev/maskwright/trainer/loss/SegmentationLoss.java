package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import dev.maskwright.trainer.loss.WeightedSum.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The loss of a recipe: the sum of those that its settings name. */
public final class SegmentationLoss {

    private final Loss loss;
    private final @Nullable Loss earlier;
    private final double from;
    private final ClassWeights classWeights;

    /**
     * The shares of the losses, and their parameters. A factor of 0 switches a loss off.
     *
     * @param crossEntropy factor of {@link CrossEntropy}, at least 0
     * @param dice factor of {@link Dice}, at least 0
     * @param classBalance how much rare classes are favoured by cross-entropy: 0 not at all, 1 in inverse proportion to
     *     their share of the pixels
     * @param weights of the classes in cross-entropy, instead of those that follow from {@code classBalance}; empty for
     *     those
     * @param labelSmoothing of cross-entropy, 0..1
     * @param jaccard factor of {@link Jaccard}, at least 0
     * @param focal factor of {@link Focal}, at least 0
     * @param focalGamma how fast what is right loses weight, at least 0
     * @param focalAlpha weight of a class's own pixels, 0..1, those of others weigh one minus it; 0 for all alike
     * @param tversky factor of {@link Tversky}, at least 0
     * @param tverskyAlpha weight of what is found too much, at least 0
     * @param tverskyBeta weight of what is missed, at least 0
     * @param tverskyGamma power of the Tversky loss, above 0
     * @param lovasz factor of {@link Lovasz}, at least 0
     * @param lovaszPerImage whether images are sorted alone
     * @param lovaszFrom the share of the training after which {@link Lovasz} joins the others, 0..1; 0 for from the beginning
     */
    public record Settings(
            double crossEntropy,
            double dice,
            double classBalance,
            List<Double> weights,
            double labelSmoothing,
            double jaccard,
            double focal,
            double focalGamma,
            double focalAlpha,
            double tversky,
            double tverskyAlpha,
            double tverskyBeta,
            double tverskyGamma,
            double lovasz,
            boolean lovaszPerImage,
            double lovaszFrom) {

        public Settings {
            weights = List.copyOf(weights);
            List<Double> factors = List.of(crossEntropy, dice, jaccard, focal, tversky, lovasz);
            if (!factors.stream().allMatch(factor -> factor >= 0 && Double.isFinite(factor))
                    || factors.stream().allMatch(factor -> factor == 0)) {
                throw new IllegalArgumentException(
                        "a loss needs factors of at least 0, not all 0; got crossEntropy %s, dice %s, jaccard %s, focal %s, tversky %s and lovasz %s"
                                .formatted(factors.toArray()));
            }
            requireShare("classBalance", classBalance);
            requireShare("focalAlpha", focalAlpha);
            requireShare("lovaszFrom", lovaszFrom);
            if (lovaszFrom > 0
                    && factors.subList(0, factors.size() - 1).stream().allMatch(factor -> factor == 0)) {
                throw new IllegalArgumentException(
                        "loss.lovaszFrom is %s, but before that there is no other loss; set one, or lovaszFrom to 0"
                                .formatted(lovaszFrom));
            }
            try { // what the losses ask of their parameters, known before data is read
                new CrossEntropy(weights(weights), labelSmoothing);
                new Focal(focalGamma, OptionalDouble.empty(), false, ClassWeights.EQUAL);
                new Tversky(tverskyAlpha, tverskyBeta, tverskyGamma, OverlapOptions.defaults());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("loss: " + e.getMessage(), e);
            }
        }

        /** Cross-entropy and Dice alone. */
        public Settings(double crossEntropy, double dice, double classBalance) {
            this(crossEntropy, dice, classBalance, List.of(), 0, 0, 0, 2, 0, 0, 0.5, 0.5, 1, 0, false, 0);
        }

        private static void requireShare(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("loss.%s lies in 0..1, got %s".formatted(name, value));
            }
        }

        private static ClassWeights weights(List<Double> weights) {
            return new ClassWeights(weights.stream().map(Double::floatValue).toList());
        }
    }

    private SegmentationLoss(Settings settings, ClassWeights classWeights) {
        this.classWeights = classWeights;
        List<Term> terms = new ArrayList<>();
        add(terms, settings.crossEntropy(), new CrossEntropy(classWeights, settings.labelSmoothing()));
        add(terms, settings.dice(), new Dice(OverlapOptions.defaults()));
        add(terms, settings.jaccard(), new Jaccard(OverlapOptions.defaults()));
        OptionalDouble alpha =
                settings.focalAlpha() == 0 ? OptionalDouble.empty() : OptionalDouble.of(settings.focalAlpha());
        add(terms, settings.focal(), new Focal(settings.focalGamma(), alpha, false, ClassWeights.EQUAL));
        add(
                terms,
                settings.tversky(),
                new Tversky(
                        settings.tverskyAlpha(),
                        settings.tverskyBeta(),
                        settings.tverskyGamma(),
                        OverlapOptions.defaults()));
        this.from = settings.lovaszFrom();
        this.earlier = from > 0 ? new WeightedSum(terms) : null;
        add(terms, settings.lovasz(), new Lovasz(settings.lovaszPerImage()));
        this.loss = new WeightedSum(terms);
    }

    private static void add(List<Term> terms, double factor, Loss loss) {
        if (factor > 0) {
            terms.add(new Term(loss, factor));
        }
    }

    /**
     * A loss for a data set, with the settings' class weights or else those that follow from their balance.
     *
     * @param pixels how many pixels of each class the training split has
     * @throws IllegalArgumentException if the settings have class weights, but not one for each class
     */
    public static SegmentationLoss balanced(Settings settings, long[] pixels) {
        if (settings.weights().isEmpty()) {
            return new SegmentationLoss(settings, ClassWeights.balanced(pixels, settings.classBalance()));
        }
        if (settings.weights().size() != pixels.length) {
            throw new IllegalArgumentException(
                    "loss.weights has %d numbers, but the data has %d classes; give one for each, in the order of their ids"
                            .formatted(settings.weights().size(), pixels.length));
        }
        return new SegmentationLoss(settings, Settings.weights(settings.weights()));
    }

    /** A loss with the given weight for each class; the settings' balance and weights play no part. */
    public static SegmentationLoss weighted(Settings settings, float... classWeights) {
        return new SegmentationLoss(settings, ClassWeights.of(classWeights));
    }

    /**
     * The loss of a batch, with all terms.
     *
     * @param logits (N, K, H, W), any real numbers
     * @param targets N * H * W class ids, 255 for pixels that do not count
     * @return a scalar, at least 0; 0 if no pixel counts
     * @throws IllegalArgumentException if there is not one target for each pixel and one weight for each class
     */
    public NDArray value(NDArray logits, byte[] targets) {
        return value(logits, targets, 1);
    }

    /**
     * As {@link #value(NDArray, byte[])}, with the terms of that part of a training.
     *
     * @param done the share of the training that lies before this batch, 0..1
     */
    public NDArray value(NDArray logits, byte[] targets, double done) {
        LabelledLogits batch = new LabelledLogits(logits, targets);
        classWeights.forClasses(batch.classes());
        return (earlier != null && done < from ? earlier : loss).value(batch);
    }
}
