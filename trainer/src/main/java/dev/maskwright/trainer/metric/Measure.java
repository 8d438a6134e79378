package dev.maskwright.trainer.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A score of an {@link PixelCounts}, 0..1, or NaN where it would divide by zero: {@link Undefined} says how averages
 * treat that.
 *
 * <p>Accuracy here is that of a class against all others, as the peer has it: it counts true negatives, and is high for
 * any rare class. The share of pixels with the right class is {@link ConfusionMatrix#pixelAccuracy()}.
 *
 * @param id as in reports: {@code iou}, {@code balancedAccuracy}
 */
public record Measure(String id, ToDoubleFunction<PixelCounts> formula) {

    /**
     * Intersection over union: true positives divided by all pixels that are labelled or predicted. Also known as
     * Jaccard index.
     */
    public static final Measure IOU = new Measure(
            "iou", o -> ratio(o.truePositives(), o.truePositives() + o.falsePositives() + o.falseNegatives()));

    /** The harmonic mean of precision and recall. Also known as Dice coefficient. */
    public static final Measure F1 = fBeta(1);

    /** True positives divided by predicted pixels. */
    public static final Measure PRECISION =
            new Measure("precision", o -> ratio(o.truePositives(), o.truePositives() + o.falsePositives()));

    /** True positives divided by labelled pixels. Also known as sensitivity. */
    public static final Measure RECALL =
            new Measure("recall", o -> ratio(o.truePositives(), o.truePositives() + o.falseNegatives()));

    /** True negatives divided by all pixels that are not labelled. */
    public static final Measure SPECIFICITY =
            new Measure("specificity", o -> ratio(o.trueNegatives(), o.trueNegatives() + o.falsePositives()));

    /** True positives and true negatives divided by all pixels. */
    public static final Measure ACCURACY = new Measure(
            "accuracy",
            o -> ratio(
                    o.truePositives() + o.trueNegatives(),
                    o.truePositives() + o.trueNegatives() + o.falsePositives() + o.falseNegatives()));

    /** The mean of recall and specificity. */
    public static final Measure BALANCED_ACCURACY =
            new Measure("balancedAccuracy", o -> (RECALL.of(o) + SPECIFICITY.of(o)) / 2);

    /** The scores above, in the order of reports. */
    public static final List<Measure> ALL =
            List.of(IOU, F1, PRECISION, RECALL, SPECIFICITY, ACCURACY, BALANCED_ACCURACY);

    /**
     * The weighted harmonic mean of precision and recall.
     *
     * @param beta weight of recall relative to precision, above 0
     */
    public static Measure fBeta(double beta) {
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException("beta must be above 0, got " + beta);
        }
        double square = beta * beta;
        String id = "f" + (beta == Math.rint(beta) ? String.valueOf((long) beta) : String.valueOf(beta));
        return new Measure(id, o -> {
            double right = (1 + square) * o.truePositives();
            return right / (right + square * o.falseNegatives() + o.falsePositives());
        });
    }

    public double of(PixelCounts outcome) {
        return formula.applyAsDouble(outcome);
    }

    private static double ratio(long part, long whole) {
        return part / (double) whole;
    }
}
