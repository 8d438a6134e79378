package dev.maskwright.trainer.data;

import java.util.Optional;

/**
 * What an epoch goes through: all labelled rows, and in each batch some pictures without labels. Rows are numbered
 * through, the labelled ones first. Any number of threads may read at once; the splits stay the caller's.
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
     * Labelled rows and pictures without labels. An epoch shows each labelled row once, and of the others as many as
     * its batches take: another choice in each epoch, and some more than once where there are too few.
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

    /** How many rows an epoch shows. */
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

    /** How many pictures without labels an epoch's are chosen from, one that comes several times counted as often. */
    int unlabelledSize() {
        return unlabelled.map(Dataset::size).orElse(0);
    }

    /**
     * The rows of an epoch in the order in which batches take them.
     *
     * @param first  the labelled rows, shuffled
     * @param second the numbers below {@link #unlabelledSize}, shuffled; those that are not needed are left out
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
