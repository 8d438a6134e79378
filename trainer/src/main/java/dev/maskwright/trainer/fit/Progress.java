package dev.maskwright.trainer.fit;

import java.util.List;

/** Hears how a training goes; the command line shows it. Called from the thread that trains. */
public interface Progress {

    /** Training begins, or goes on after {@code finishedEpochs}. */
    void started(int finishedEpochs, int epochs, int stepsPerEpoch);

    /** A step is done; {@code step} counts from 1 in each epoch. */
    void step(int epoch, int step, double loss);

    /**
     * How long the step took that is reported next.
     *
     * @param nanos since the step before or the epoch's begin
     * @param waitedNanos the part of it in which the loop waited for data
     */
    default void timing(long nanos, long waitedNanos) {}

    /** An epoch is done and saved. */
    void epoch(EpochReport report);

    /** An epoch begins again from its start; {@code reason} is one line. */
    void repeating(int epoch, String reason);

    /** Rows that could not be used, one line each, every row once. */
    void skipped(List<String> rows);

    /** One that tells both, this one first. */
    default Progress and(Progress other) {
        return new ProgressPair(this, other);
    }
}
