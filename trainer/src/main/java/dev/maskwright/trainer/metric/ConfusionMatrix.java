package dev.maskwright.trainer.metric;

import dev.maskwright.trainer.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of pixels by true and predicted class, in 64-bit integers. Not thread-safe.
 *
 * <p>A class that is neither labelled nor predicted has no IoU (NaN) and is excluded from the mean; the peer counts it
 * as 1.0.
 */
public final class ConfusionMatrix {

    private final int classes;
    private final long[] counts; // [true class * classes + predicted class]

    public ConfusionMatrix(int classes) {
        this.classes = classes;
        this.counts = new long[classes * classes];
    }

    /**
     * Counts pixels.
     *
     * @param targets true class ids; {@link Sample#IGNORE} is ignored
     * @param predictions predicted class ids, one for each target
     * @throws IllegalArgumentException if the lengths differ or a value is not a class
     */
    public void add(byte[] targets, byte[] predictions) {
        if (targets.length != predictions.length) {
            throw new IllegalArgumentException("%d targets and %d predictions; there must be one for each"
                    .formatted(targets.length, predictions.length));
        }
        for (int i = 0; i < targets.length; i++) {
            int target = Byte.toUnsignedInt(targets[i]);
            int prediction = Byte.toUnsignedInt(predictions[i]);
            if (target == Sample.IGNORE) {
                continue;
            }
            if (target >= classes || prediction >= classes) {
                throw new IllegalArgumentException("pixel %d: target %d and prediction %d must be below %d classes"
                        .formatted(i, target, prediction, classes));
            }
            counts[target * classes + prediction]++;
        }
    }

    /** Adds the counts of another matrix with the same number of classes. */
    public void add(ConfusionMatrix other) {
        if (other.classes != classes) {
            throw new IllegalArgumentException(
                    "matrices of %d and %d classes cannot be added".formatted(classes, other.classes));
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    public int classes() {
        return classes;
    }

    public long count(int target, int prediction) {
        return counts[target * classes + prediction];
    }

    /** Pixels whose true class this is. */
    public long labelled(int classId) {
        return Arrays.stream(counts, classId * classes, (classId + 1) * classes).sum();
    }

    /** Pixels that were predicted as this class. */
    public long predicted(int classId) {
        long predicted = 0;
        for (int target = 0; target < classes; target++) {
            predicted += count(target, classId);
        }
        return predicted;
    }

    /** The counts of each class against all others. */
    public List<PixelCounts> outcomes() {
        long all = Arrays.stream(counts).sum();
        List<PixelCounts> outcomes = new ArrayList<>(classes);
        for (int id = 0; id < classes; id++) {
            long both = count(id, id);
            long extra = predicted(id) - both;
            long missed = labelled(id) - both;
            outcomes.add(new PixelCounts(both, extra, missed, all - both - extra - missed));
        }
        return outcomes;
    }

    /**
     * The notebook's score: IoU over all pixels, counted only where the truth is a class other than this one.
     * Predicting this class there is a miss; predicting another class where the truth is this one costs nothing, so
     * that the score ignores where objects end. It serves for comparison with figures that were measured in this way
     * (the peer's micro IoU with the background as {@code ignore_index} and left out of {@code num_classes}); {@link
     * #meanIou()} is the proper one.
     *
     * @param background the class whose pixels are ignored
     * @return 0..1, or NaN if there are no other pixels
     */
    public double iouBlindTo(int background) {
        ConfusionMatrix seen = new ConfusionMatrix(classes);
        System.arraycopy(counts, 0, seen.counts, 0, counts.length);
        Arrays.fill(seen.counts, background * classes, (background + 1) * classes, 0);
        List<PixelCounts> outcomes = new ArrayList<>(seen.outcomes());
        outcomes.remove(background);
        return Measure.IOU.of(outcomes.stream().reduce(PixelCounts.NOTHING, PixelCounts::plus));
    }

    /** Intersection over union of a class, 0..1, or NaN if the class is neither labelled nor predicted. */
    public double iou(int classId) {
        long both = count(classId, classId);
        return both / (double) (labelled(classId) + predicted(classId) - both);
    }

    /** The mean IoU over all classes that are labelled or predicted; NaN without a pixel. */
    public double meanIou() {
        double sum = 0;
        int present = 0;
        for (int classId = 0; classId < classes; classId++) {
            double iou = iou(classId);
            if (!Double.isNaN(iou)) {
                sum += iou;
                present++;
            }
        }
        return sum / present;
    }

    /** The share of pixels whose predicted class is the true one; NaN without a pixel. */
    public double pixelAccuracy() {
        long right = 0;
        for (int classId = 0; classId < classes; classId++) {
            right += count(classId, classId);
        }
        return right / (double) Arrays.stream(counts).sum();
    }
}
