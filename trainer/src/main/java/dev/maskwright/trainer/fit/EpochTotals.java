package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.fit.Standing.Sums;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.util.List;

/** Sums over the steps of one epoch, from its creation; steps done before it are added. */
final class EpochTotals {

    private final Sums before;
    private final long begin = System.nanoTime();
    private long waitedNanos;
    private long end = begin;
    private long stepWaitedNanos;
    private long lastNanos;
    private long lastWaitedNanos;
    private double loss;
    private int rows;
    private int steps;
    private long images;

    EpochTotals(Sums before) {
        this.before = before;
        this.loss = before.loss();
        this.rows = before.rows();
        this.steps = before.steps();
        this.images = before.images();
        this.waitedNanos = before.waitedNanos();
    }

    /** Waits for the next batch and measures how long that took. */
    boolean hasNext(Batches batches) {
        long start = System.nanoTime();
        boolean more = batches.hasNext();
        long nanos = System.nanoTime() - start;
        waitedNanos += nanos;
        stepWaitedNanos += nanos;
        return more;
    }

    /** Adds a step and what it learned from. */
    void add(double stepLoss, List<Batch> batches) {
        loss += stepLoss;
        steps++;
        for (Batch batch : batches) {
            images += batch.count();
            rows = batch.taken();
        }
        long now = System.nanoTime();
        lastNanos = now - end;
        lastWaitedNanos = stepWaitedNanos;
        stepWaitedNanos = 0;
        end = now;
    }

    /** How long the last step took, waiting included. */
    long stepNanos() {
        return lastNanos;
    }

    long stepWaitedNanos() {
        return lastWaitedNanos;
    }

    int rows() {
        return rows;
    }

    int steps() {
        return steps;
    }

    Sums sums() {
        return new Sums(rows, steps, loss, images, before.nanos() + end - begin, waitedNanos);
    }

    EpochReport report(int epoch, double learningRate, ConfusionMatrix validation, boolean best) {
        double nanos = Math.max(1L, before.nanos() + end - begin);
        return new EpochReport(
                epoch, loss / steps, learningRate, validation, best, images * 1e9 / nanos, waitedNanos / nanos);
    }
}
