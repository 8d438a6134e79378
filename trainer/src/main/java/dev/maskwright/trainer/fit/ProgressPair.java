package dev.maskwright.trainer.fit;

import java.util.List;

/** Forwards to two listeners. */
record ProgressPair(Progress first, Progress second) implements Progress {

    @Override
    public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {
        first.started(finishedEpochs, epochs, stepsPerEpoch);
        second.started(finishedEpochs, epochs, stepsPerEpoch);
    }

    @Override
    public void step(int epoch, int step, double loss) {
        first.step(epoch, step, loss);
        second.step(epoch, step, loss);
    }

    @Override
    public void epoch(EpochReport report) {
        first.epoch(report);
        second.epoch(report);
    }

    @Override
    public void repeating(int epoch, String reason) {
        first.repeating(epoch, reason);
        second.repeating(epoch, reason);
    }

    @Override
    public void skipped(List<String> rows) {
        first.skipped(rows);
        second.skipped(rows);
    }
}
