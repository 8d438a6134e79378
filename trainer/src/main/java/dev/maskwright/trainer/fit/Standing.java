package dev.maskwright.trainer.fit;

import java.util.Map;
import java.util.TreeMap;

/**
 * The state of progress of a training.
 *
 * @param epochs how many are finished
 * @param bestMeanIou of those
 * @param bestEpoch the one that had it, 0 before the first is finished
 * @param begun what is done of the epoch after those
 */
record Standing(int epochs, double bestMeanIou, int bestEpoch, Sums begun) {

    static final Standing START = new Standing(0, Double.NEGATIVE_INFINITY, 0, Sums.NONE);

    /**
     * Sums over the steps of an epoch.
     *
     * @param rows consumed rows of the epoch's order
     * @param loss the sum over the steps
     * @param waitedNanos the part of {@code nanos} in which the loop waited for data
     */
    record Sums(int rows, int steps, double loss, long images, long nanos, long waitedNanos) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);
    }

    Standing with(Sums sums) {
        return new Standing(epochs, bestMeanIou, bestEpoch, sums);
    }

    /** After the current epoch; a NaN mean IoU counts as the best if all before were NaN. */
    Standing afterEpoch(double meanIou) {
        boolean isBest = isBest(meanIou);
        return new Standing(epochs + 1, isBest ? meanIou : bestMeanIou, isBest ? epochs + 1 : bestEpoch, Sums.NONE);
    }

    boolean isBest(double meanIou) {
        return !(meanIou <= bestMeanIou);
    }

    /** For a file; {@link #of} reads it back. */
    Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "epoch", String.valueOf(epochs),
                "bestMeanIou", String.valueOf(bestMeanIou),
                "bestEpoch", String.valueOf(bestEpoch)));
        if (begun.steps() > 0) {
            metadata.put("rows", String.valueOf(begun.rows()));
            metadata.put("steps", String.valueOf(begun.steps()));
            metadata.put("loss", String.valueOf(begun.loss()));
            metadata.put("images", String.valueOf(begun.images()));
            metadata.put("nanos", String.valueOf(begun.nanos()));
            metadata.put("waitedNanos", String.valueOf(begun.waitedNanos()));
        }
        return metadata;
    }

    /** Files without {@code bestEpoch} are older than early stopping: their last epoch is used instead. */
    static Standing of(Map<String, String> metadata) {
        int epochs = Integer.parseInt(metadata.getOrDefault("epoch", "0"));
        return new Standing(
                epochs,
                Double.parseDouble(metadata.getOrDefault("bestMeanIou", "0")),
                Integer.parseInt(metadata.getOrDefault("bestEpoch", String.valueOf(epochs))),
                new Sums(
                        Integer.parseInt(metadata.getOrDefault("rows", "0")),
                        Integer.parseInt(metadata.getOrDefault("steps", "0")),
                        Double.parseDouble(metadata.getOrDefault("loss", "0")),
                        Long.parseLong(metadata.getOrDefault("images", "0")),
                        Long.parseLong(metadata.getOrDefault("nanos", "0")),
                        Long.parseLong(metadata.getOrDefault("waitedNanos", "0"))));
    }
}
