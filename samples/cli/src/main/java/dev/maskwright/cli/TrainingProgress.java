package dev.maskwright.cli;

import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.fit.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a training: a meter for each epoch, and a line when it is over. */
final class TrainingProgress implements Progress, AutoCloseable {

    private final Console console;
    private final int batchSize;
    private final List<String> skipped = new ArrayList<>();
    private int epochs;
    private int stepsPerEpoch;
    private long begin;
    private long steps;
    private long stepsToDo;
    private @Nullable Meter meter;

    TrainingProgress(Console console, int batchSize) {
        this.console = console;
        this.batchSize = batchSize;
    }

    @Override
    public void started(int finishedEpochs, int totalEpochs, int steps) {
        epochs = totalEpochs;
        stepsPerEpoch = steps;
        stepsToDo = (long) (totalEpochs - finishedEpochs) * steps;
        begin = System.nanoTime();
        if (finishedEpochs > 0) {
            console.say(
                    finishedEpochs < totalEpochs
                            ? "going on after epoch %d of %d".formatted(finishedEpochs, totalEpochs)
                            : "all %d epochs are done already".formatted(totalEpochs));
        }
    }

    @Override
    public void step(int epoch, int step, double loss) {
        if (meter == null) {
            meter = console.meter("epoch %d/%d".formatted(epoch, epochs), "steps", stepsPerEpoch);
        }
        steps++;
        double seconds = (System.nanoTime() - begin) / 1e9;
        meter.step(String.format(
                Locale.ROOT,
                "loss %.3f, %.1f images/s, %s left",
                loss,
                steps * batchSize / seconds,
                Words.duration((stepsToDo - steps) * seconds / steps)));
    }

    @Override
    public void epoch(EpochReport report) {
        close();
        console.say(String.format(
                Locale.ROOT,
                "epoch %d/%d: loss %.4f, validation mean IoU %s, pixel accuracy %s, %.1f images/s%s",
                report.epoch(),
                epochs,
                report.loss(),
                Words.ratio(report.validation().meanIou()),
                Words.ratio(report.validation().pixelAccuracy()),
                report.imagesPerSecond(),
                report.best() ? ", the best so far" : ""));
    }

    @Override
    public void repeating(int epoch, String reason) {
        close();
        console.warn("epoch %d is repeated from its start: %s".formatted(epoch, reason));
    }

    @Override
    public void skipped(List<String> rows) {
        skipped.addAll(rows);
    }

    List<String> skippedRows() {
        return List.copyOf(skipped);
    }

    @Override
    public void close() {
        if (meter != null) {
            meter.close();
            meter = null;
        }
    }
}
