package dev.maskwright.exporter.graph;

import java.util.List;
import java.util.Optional;

/** Checks the sizes of a graph's input, which exporters take from an example: an empty example leaves a 0. */
public final class InputSizes {

    private static final long MOST = 1L << 29; // values; in float32 as many bytes as a Java array can hold

    private InputSizes() {}

    /**
     * What is wrong with sizes, and what to do.
     *
     * @param sizes negative if any size is accepted
     */
    public static Optional<String> fault(List<Long> sizes) {
        long values = 1;
        for (long size : sizes) {
            if (size == 0) {
                return Optional.of("one of its sizes is 0, so it takes no picture; export the model again"
                        + " with an example input as large as pictures, or with dynamic sizes");
            }
            if (size > MOST / values) {
                return Optional.of(("it takes more than %d values, more than fits into memory; export the"
                                + " model again with an example input as large as pictures")
                        .formatted(MOST));
            }
            values *= Math.max(1, size);
        }
        return Optional.empty();
    }
}
