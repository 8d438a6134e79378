package dev.maskwright.trainer.metric;

import dev.maskwright.trainer.data.Sample;
import java.util.Arrays;

/**
 * Counts of pixels by true and predicted class, in 64-bit integers. Not thread-safe.
 *
 * <p>A class that is neither labelled nor predicted has no IoU (NaN) and is left out of the mean; the peer counts it as
 * 1.0.
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
     * @param targets true class ids; {@link Sample#IGNORE} is left out
     * @param predictions predicted class ids, one for each target
     * @throws IllegalArgumentException if the lengths differ or a value is no class
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

    /** Intersection over union of a class, 0..1, or NaN if the class is neither labelled nor predicted. */
    public double iou(int classId) {
        long predicted = 0;
        for (int target = 0; target < classes; target++) {
            predicted += count(target, classId);
        }
        long both = count(classId, classId);
        return both / (double) (labelled(classId) + predicted - both);
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
