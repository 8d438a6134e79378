package dev.maskwright.cli.train;

import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What IoU is made of, for each class: less than a confusion matrix, so that it can be kept for each picture. Compared
 * by identity.
 *
 * @param both pixels that are labelled with a class and were taken for it
 * @param labelled pixels that are labelled with it
 * @param predicted labelled pixels that were taken for it
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

    /** Adds those of a picture to these. */
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

    /** The share of the labelled pixels that were taken for another class; 0 if none is labelled. */
    double wrong() {
        long all = 0;
        long right = 0;
        for (int id = 0; id < both.length; id++) {
            all += labelled[id];
            right += both[id];
        }
        return all == 0 ? 0 : 1 - right / (double) all;
    }
}
