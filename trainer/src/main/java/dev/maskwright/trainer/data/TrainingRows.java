package dev.maskwright.trainer.data;

import java.util.Optional;

/**
 * The rows of an epoch: all labelled rows, and some unlabelled pictures in each batch. Rows have consecutive numbers,
 * the labelled ones first. Any number of threads may read at once; the caller closes the splits.
 */
public final class TrainingRows {

    private final Dataset labelled;
    private final Optional<Dataset> unlabelled;
    private final int labelledPerBatch;
    private final int unlabelledPerBatch;

    private TrainingRows(Dataset labelled, Optional<Dataset> unlabelled, int labelledPerBatch, int unlabelledPerBatch) {
        this.labelled = labelled;
        this.unlabelled = unlabelled;
        this.labelledPerBatch = labelledPerBatch;
        this.unlabelledPerBatch = unlabelledPerBatch;
    }

    /** Labelled rows alone. */
    public static TrainingRows of(Dataset labelled) {
        return new TrainingRows(labelled, Optional.empty(), 1, 0);
    }

    /**
     * Labelled rows and pictures without labels. An epoch has each labelled row once, and as many of the others as its
     * batches need: a new choice in each epoch, with repetitions if there are too few.
     *
     * @param labelledPerBatch   at least 1
     * @param unlabelledPerBatch at least 1
     */
    public static TrainingRows mixed(
            Dataset labelled, Dataset unlabelled, int labelledPerBatch, int unlabelledPerBatch) {
        if (labelledPerBatch < 1 || unlabelledPerBatch < 1) {
            throw new IllegalArgumentException(
                    "a batch holds at least one picture with labels and one without, got %d and %d"
                            .formatted(labelledPerBatch, unlabelledPerBatch));
        }
        int needed = Math.multiplyExact(unlabelledPerBatch, batches(labelled, labelledPerBatch));
        int times = (needed + unlabelled.size() - 1) / unlabelled.size();
        return new TrainingRows(
                labelled,
                Optional.of(RepeatedRows.of(unlabelled, Math.max(1, times))),
                labelledPerBatch,
                unlabelledPerBatch);
    }

    private static int batches(Dataset labelled, int labelledPerBatch) {
        return Math.max(1, labelled.size() / labelledPerBatch);
    }

    /** The number of rows in an epoch. */
    public int size() {
        return labelled.size() + unlabelledPerBatch * batches(labelled, labelledPerBatch);
    }

    public Dataset labelled() {
        return labelled;
    }

    /** Where a row comes from. */
    public String describe(int row) {
        int further = row - labelled.size();
        return further < 0 ? labelled.describe(row) : unlabelled.orElseThrow().describe(further);
    }

    Sample read(int row) throws BadSampleException {
        int further = row - labelled.size();
        return further < 0 ? labelled.read(row) : unlabelled.orElseThrow().read(further);
    }

    /** The number of unlabelled pictures to choose from, counting repetitions. */
    int unlabelledSize() {
        return unlabelled.map(Dataset::size).orElse(0);
    }

    /**
     * The rows of an epoch in the order of its batches.
     *
     * @param first  the labelled rows, shuffled
     * @param second the numbers below {@link #unlabelledSize}, shuffled; surplus ones are not used
     */
    int[] inOrder(int[] first, int[] second) {
        int[] order = new int[size()];
        int taken = 0;
        int next = 0;
        int further = 0;
        while (next < order.length) {
            for (int i = 0; i < labelledPerBatch && taken < first.length; i++) {
                order[next++] = first[taken++];
            }
            for (int i = 0; i < unlabelledPerBatch && next < order.length - (first.length - taken); i++) {
                order[next++] = first.length + second[further++];
            }
        }
        return order;
    }
}
