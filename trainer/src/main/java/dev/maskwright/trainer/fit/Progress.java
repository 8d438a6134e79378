package dev.maskwright.trainer.fit;

import java.util.List;

/** Receives the progress of a training; the command line shows it. Called from the training thread. */
public interface Progress {

    /** Training starts, or resumes after {@code finishedEpochs}. */
    void started(int finishedEpochs, int epochs, int stepsPerEpoch);

    /** A step is finished; {@code step} counts from 1 in each epoch. */
    void step(int epoch, int step, double loss);

    /**
     * The duration of the step that is reported next.
     *
     * @param nanos since the previous step or the start of the epoch
     * @param waitedNanos the part of it in which the loop waited for data
     */
    default void timing(long nanos, long waitedNanos) {}

    /** An epoch is finished and saved. */
    void epoch(EpochReport report);

    /** An epoch restarts from its beginning; {@code reason} is one line. */
    void repeating(int epoch, String reason);

    /** Rows that could not be used, one line each; each row is reported once. */
    void skipped(List<String> rows);

    /** Combines this and another one, which is called after it. */
    default Progress and(Progress other) {
        return new ProgressPair(this, other);
    }
}
