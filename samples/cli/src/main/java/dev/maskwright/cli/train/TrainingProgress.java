package dev.maskwright.cli.train;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.fit.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a training: a meter for each epoch, and a line when it is over. */
public final class TrainingProgress implements Progress, AutoCloseable {

    private final Console console;
    private final int batchSize;
    private final List<String> skipped = new ArrayList<>();
    private int epochs;
    private int stepsPerEpoch;
    private long begin;
    private long steps;
    private long stepsToDo;
    private long epochBegin;
    private int epochSteps;
    private double meanIou = Double.NaN;
    private volatile @Nullable Meter meter; // read by a signal's thread

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
                            ? "continuing after epoch %d of %d".formatted(finishedEpochs, totalEpochs)
                            : "all %d epochs are done already".formatted(totalEpochs));
        }
    }

    @Override
    public void step(int epoch, int step, double loss) {
        Meter shown = meter;
        if (shown == null) {
            shown = console.meter("epoch %d/%d".formatted(epoch, epochs), "steps", stepsPerEpoch - step + 1);
            meter = shown;
            epochBegin = System.nanoTime();
            epochSteps = 0;
        } else {
            epochSteps++;
        }
        steps++;
        double seconds = (System.nanoTime() - begin) / 1e9;
        double epochSeconds = (System.nanoTime() - epochBegin) / 1e9;
        double rate = epochSteps == 0 ? steps / seconds : epochSteps / epochSeconds; // without validation
        String lossText = String.format(Locale.ROOT, "loss %.3f", loss);
        String iouText = Double.isNaN(meanIou) ? "" : String.format(Locale.ROOT, "mIoU %.4f, ", meanIou);
        String speed = String.format(Locale.ROOT, "%.1f images/s", rate * batchSize);
        String left = Words.duration(Math.max(0, stepsToDo - steps) * seconds / steps) + " left";
        String state = step == stepsPerEpoch ? "validating" : speed;
        shown.step(
                "%s, %s%s, %s".formatted(lossText, iouText, state, left),
                "%s, %s%s".formatted(lossText, iouText, left),
                "%s, %s".formatted(lossText, left),
                left);
    }

    @Override
    public void epoch(EpochReport report) {
        close();
        meanIou = report.validation().meanIou();
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

    /** A permanent line; any thread may call. */
    void warn(String line) {
        Meter shown = meter;
        if (shown == null) {
            console.warn(line);
        } else {
            shown.line(line);
        }
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
        Meter shown = meter;
        if (shown != null) {
            shown.close();
            meter = null;
        }
    }
}
