package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import dev.maskwright.trainer.loss.WeightedSum.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss of a recipe: the sum of those that its settings name. */
public final class SegmentationLoss {

    private final Loss loss;
    private final @Nullable Loss earlier;
    private final double from;
    private final ClassWeights classWeights;

    private SegmentationLoss(LossSettings settings, ClassWeights classWeights) {
        this.classWeights = classWeights;
        CrossEntropySettings crossEntropy = settings.crossEntropy();
        List<Term> terms = new ArrayList<>();
        add(terms, crossEntropy.factor(), new CrossEntropy(classWeights, crossEntropy.labelSmoothing()));
        add(terms, settings.dice(), new Dice(OverlapOptions.defaults()));
        add(terms, settings.jaccard(), new Jaccard(OverlapOptions.defaults()));
        add(terms, settings.focal().factor(), settings.focal().loss());
        add(terms, settings.tversky().factor(), settings.tversky().loss());
        this.from = settings.lovasz().from();
        this.earlier = from > 0 ? new WeightedSum(terms) : null;
        add(terms, settings.lovasz().factor(), new Lovasz(settings.lovasz().perImage()));
        this.loss = new WeightedSum(terms);
    }

    private static void add(List<Term> terms, double factor, Loss loss) {
        if (factor > 0) {
            terms.add(new Term(loss, factor));
        }
    }

    /**
     * A loss for a data set, with the settings' class weights or else those derived from their balance.
     *
     * @param pixels number of pixels of each class in the training split
     * @throws IllegalArgumentException if the settings have class weights, but not one for each class
     */
    public static SegmentationLoss balanced(LossSettings settings, long[] pixels) {
        return new SegmentationLoss(settings, settings.crossEntropy().classWeights(pixels));
    }

    /** A loss with the given weight for each class; the settings' balance and weights are not used. */
    public static SegmentationLoss weighted(LossSettings settings, float... classWeights) {
        return new SegmentationLoss(settings, ClassWeights.of(classWeights));
    }

    /**
     * The loss of a batch, with all terms.
     *
     * @param logits (N, K, H, W), any real numbers
     * @param targets N * H * W class ids, 255 for ignored pixels
     * @return a scalar, at least 0; 0 if no pixel counts
     * @throws IllegalArgumentException if there is not one target for each pixel and one weight for each class
     */
    public NDArray value(NDArray logits, byte[] targets) {
        return value(logits, targets, 1);
    }

    /**
     * As {@link #value(NDArray, byte[])}, with the terms that are active at that point of a training.
     *
     * @param done the share of the training before this batch, 0..1
     */
    public NDArray value(NDArray logits, byte[] targets, double done) {
        LabelledLogits batch = new LabelledLogits(logits, targets);
        classWeights.forClasses(batch.classes());
        return (earlier != null && done < from ? earlier : loss).value(batch);
    }
}
