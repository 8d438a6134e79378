package dev.maskwright.trainer.reproduce;

import com.google.gson.JsonObject;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.fit.Progress;
import dev.maskwright.trainer.fit.Training;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Measures how long an epoch takes, with a few steps of a discarded training. */
public final class EpochTimer implements Progress {

    private static final int STEPS = 3; // the first one is slower, and not counted
    /** A validation only runs the network forwards, which is about a third of a step. */
    private static final double VALIDATION_SHARE = 1.0 / 3;

    private int stepsPerEpoch;
    private int steps;
    private long firstEnd;
    private long lastEnd;

    private EpochTimer() {}

    /** Seconds for an epoch with this recipe, including validation. */
    public static double seconds(Recipe recipe, Dataset train, Dataset validation) throws IOException {
        Path folder = Files.createTempDirectory("maskwright-timing");
        try {
            Checkpoint checkpoint = Checkpoint.create(folder, recipe, train.classes(), new JsonObject());
            EpochTimer timer = new EpochTimer();
            Training.fit(checkpoint, train, validation, timer, timer::isDone);
            double step = (timer.lastEnd - timer.firstEnd) / 1e9 / Math.max(1, timer.steps - 1);
            double validating =
                    VALIDATION_SHARE * validation.size() / recipe.batch().size();
            return step * (timer.stepsPerEpoch + validating);
        } finally {
            remove(folder);
        }
    }

    private boolean isDone() {
        return steps >= STEPS;
    }

    @Override
    public void started(int finishedEpochs, int epochs, int stepCount) {
        stepsPerEpoch = stepCount;
    }

    @Override
    public void step(int epoch, int step, double loss) {
        steps++;
        lastEnd = System.nanoTime();
        firstEnd = steps == 1 ? lastEnd : firstEnd;
    }

    @Override
    public void epoch(EpochReport report) {}

    @Override
    public void repeating(int epoch, String reason) {}

    @Override
    public void skipped(List<String> rows) {}

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
