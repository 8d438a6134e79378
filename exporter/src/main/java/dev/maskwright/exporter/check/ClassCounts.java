package dev.maskwright.exporter.check;

import java.util.stream.IntStream;

/** Counts the pixels of each class in two masks of the same pictures. */
final class ClassCounts {

    private final long[] first;
    private final long[] second;
    private final long[] both;

    ClassCounts(int classes) {
        first = new long[classes];
        second = new long[classes];
        both = new long[classes];
    }

    /** Counts a pixel that is {@code a} in the first mask and {@code b} in the second. */
    void add(int a, int b) {
        first[a]++;
        second[b]++;
        if (a == b) {
            both[a]++;
        }
    }

    ClassAgreement of(int classId, String name) {
        return new ClassAgreement(name, first[classId], second[classId], both[classId]);
    }

    /** The mean IoU over the classes that occur in at least one of the two, 0..1; NaN without a pixel. */
    double meanIou() {
        return IntStream.range(0, both.length)
                .mapToDouble(id -> of(id, "").iou())
                .filter(iou -> !Double.isNaN(iou))
                .average()
                .orElse(Double.NaN);
    }
}
