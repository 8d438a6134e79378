package dev.maskwright.trainer.report;

import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.evaluation.Predictor;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.fit.Progress;
import dev.maskwright.trainer.recipe.RecipeText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files beside a checkpoint that people and tools read:
 *
 * <ul>
 *   <li>{@code recipe.yaml}: every setting with its meaning
 *   <li>{@code run.json}: the commands, versions and machines of the training
 *   <li>{@code report.html}: after each epoch without pictures, and with them by {@link #writeReport}
 *   <li>{@code tensorboard/}: the epochs' scalars for TensorBoard
 * </ul>
 *
 * None of them is needed to resume or to export, so a file that cannot be written is a warning and does not end a
 * training.
 */
public final class RunFiles implements Progress, AutoCloseable {

    private static final String REPORT = "report.html";
    private static final String METRICS = "metrics.jsonl";
    private static final int EXAMPLES = 6;

    private final Checkpoint checkpoint;
    private final List<ClassLabel> labels;
    private final Consumer<String> warnings;
    private @Nullable EventFile events;

    private RunFiles(Checkpoint checkpoint, List<ClassLabel> labels, Consumer<String> warnings) {
        this.checkpoint = checkpoint;
        this.labels = List.copyOf(labels);
        this.warnings = warnings;
    }

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Starts a session of a training, new or resumed.
     *
     * @param labels the classes with the colours that pictures show them in
     * @param command the words with which the program was called
     * @param version of the program
     * @param warnings receives a line for each file that cannot be written
     */
    public static RunFiles begin(
            Checkpoint checkpoint,
            List<ClassLabel> labels,
            List<String> command,
            String version,
            Consumer<String> warnings) {
        RunFiles files = new RunFiles(checkpoint, labels, warnings);
        files.attempt("recipe.yaml", () -> RecipeText.write(checkpoint.recipe(), checkpoint.dir()));
        files.attempt(
                "run.json", () -> Session.now(Session.shell(command.toArray(String[]::new)), version, Instant.now())
                        .append(checkpoint.dir()));
        return files;
    }

    /** For a finished training, to write its report again. */
    public static RunFiles of(Checkpoint checkpoint, List<ClassLabel> labels, Consumer<String> warnings) {
        return new RunFiles(checkpoint, labels, warnings);
    }

    @Override
    public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {
        attempt("tensorboard", () -> {
            if (events != null) {
                return; // the training went back to the saved state; no epoch is lost
            }
            Path metrics = checkpoint.dir().resolve(METRICS);
            Instant now = Instant.now();
            events = EventFile.create(checkpoint.dir().resolve("tensorboard"), now, host());
            // The process may have been killed between saving the last epoch and writing its scalars, so they are
            // written again.
            if (finishedEpochs > 0) {
                events.startAt(finishedEpochs, now);
                EpochMetrics last = EpochMetrics.readAll(metrics).get(finishedEpochs - 1);
                events.scalars(
                        finishedEpochs, Files.getLastModifiedTime(metrics).toInstant(), last.scalars());
            }
        });
    }

    @Override
    public void step(int epoch, int step, double loss) {}

    @Override
    public void epoch(EpochReport report) {
        attempt(REPORT, () -> {
            List<EpochMetrics> epochs = EpochMetrics.readAll(checkpoint.dir().resolve(METRICS));
            if (events != null) {
                EpochMetrics last = epochs.get(epochs.size() - 1);
                events.scalars(last.epoch(), Instant.now(), last.scalars());
            }
            TrainingReport.of(checkpoint, labels)
                    .page(report.validation(), "after epoch " + report.epoch(), Optional.empty())
                    .write(file());
        });
    }

    @Override
    public void repeating(int epoch, String reason) {}

    @Override
    public void skipped(List<String> rows) {}

    /**
     * Writes the whole report, with pictures.
     *
     * @param predictor the network with the checkpoint's best weights
     * @return the file
     */
    public Path writeReport(Predictor predictor, Dataset validation) {
        attempt(REPORT, () -> {
            Gallery gallery = Gallery.of(predictor, validation, checkpoint.recipe(), EXAMPLES);
            String epoch = checkpoint.weightsMetadata().getOrDefault("epoch", "");
            TrainingReport.of(checkpoint, labels)
                    .page(
                            gallery.matrix(),
                            epoch.isEmpty() ? "of these weights" : "of the best weights, from epoch " + epoch,
                            Optional.of(gallery))
                    .write(file());
        });
        return file();
    }

    private Path file() {
        return checkpoint.dir().resolve(REPORT);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            warnings.accept(
                    "%s could not be written: %s".formatted(checkpoint.dir().resolve(what), e.getMessage()));
        }
    }

    @Override
    public void close() {
        attempt("tensorboard", () -> {
            if (events != null) {
                events.close();
            }
        });
    }
}
