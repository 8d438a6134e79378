package dev.maskwright.cli.train;

import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The counts for the IoU of each class: smaller than a confusion matrix, so that they can be kept for each picture.
 * Compared by identity.
 *
 * @param both pixels that are labelled with a class and predicted as it
 * @param labelled pixels that are labelled with it
 * @param predicted labelled pixels that were predicted as it
 */
@SuppressWarnings("ArrayRecordComponent")
record ClassCounts(long[] both, long[] labelled, long[] predicted) {

    static ClassCounts of(ConfusionMatrix matrix) {
        int classes = matrix.classes();
        return new ClassCounts(
                IntStream.range(0, classes)
                        .mapToLong(id -> matrix.count(id, id))
                        .toArray(),
                IntStream.range(0, classes).mapToLong(matrix::labelled).toArray(),
                IntStream.range(0, classes).mapToLong(matrix::predicted).toArray());
    }

    static ClassCounts none(int classes) {
        return new ClassCounts(new long[classes], new long[classes], new long[classes]);
    }

    /** Adds the counts of a picture. */
    void add(ClassCounts other) {
        for (int id = 0; id < both.length; id++) {
            both[id] += other.both[id];
            labelled[id] += other.labelled[id];
            predicted[id] += other.predicted[id];
        }
    }

    /** Intersection over union, 0..1, or NaN if the class is neither labelled nor predicted. */
    double iou(int id) {
        return both[id] / (double) (labelled[id] + predicted[id] - both[id]);
    }

    /** The mean IoU of those of some classes that are labelled; NaN if none is. */
    double mean(BitSet some) {
        return some.stream()
                .filter(id -> labelled[id] > 0)
                .mapToDouble(this::iou)
                .average()
                .orElse(Double.NaN);
    }
}
