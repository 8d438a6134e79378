package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.metric.ConfusionMatrix;

/** Sums over the steps of one epoch, from the moment it is made. */
final class EpochTotals {

    private final long begin = System.nanoTime();
    private long waitedNanos;
    private long end = begin;
    private double loss;
    private int steps;
    private long images;

    /** Waits for the next batch and counts how long that took. */
    boolean hasNext(Batches batches) {
        long start = System.nanoTime();
        boolean more = batches.hasNext();
        waitedNanos += System.nanoTime() - start;
        return more;
    }

    void add(double stepLoss, int batchSize) {
        loss += stepLoss;
        steps++;
        images += batchSize;
        end = System.nanoTime();
    }

    int steps() {
        return steps;
    }

    EpochReport report(int epoch, double learningRate, ConfusionMatrix validation, boolean best) {
        double nanos = Math.max(1L, end - begin);
        return new EpochReport(
                epoch, loss / steps, learningRate, validation, best, images * 1e9 / nanos, waitedNanos / nanos);
    }
}
