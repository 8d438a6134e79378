package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.data.ProductMasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainings, small: 64x64 crops of the sample data. */
@NullUnmarked
final class TrainingTest {

    private static final Path DATA = Path.of("..", "samples", "data");

    @TempDir
    private Path folder;

    @Test
    void lossFallsAndEachEpochIsSaved() throws Exception {
        Checkpoint checkpoint = create("run", 3);
        Recorder progress = fit(checkpoint);

        assertEquals(3, progress.reports.size());
        assertTrue(progress.reports.get(2).loss() < progress.reports.get(0).loss());
        List<String> lines = Files.readAllLines(checkpoint.dir().resolve("metrics.jsonl"));
        assertEquals(3, lines.size());
        JsonObject last = JsonParser.parseString(lines.get(2)).getAsJsonObject();
        assertEquals(progress.reports.get(2).loss(), last.get("loss").getAsDouble());
        assertEquals(3, last.get("epoch").getAsInt());
        assertEquals(
                checkpoint.network().parameters().size(),
                checkpoint.weights().keys().size());
    }

    @Test
    void aTrainingThatGoesOnEndsWhereOneWithoutABreakEnds() throws Exception {
        Checkpoint whole = create("whole", 2);
        fit(whole);

        Checkpoint broken = create("broken", 2);
        assertThrows(Stop.class, () -> fit(broken, new Recorder(1)));
        Checkpoint reopened = Checkpoint.open(broken.dir());
        assertEquals(broken.recipe(), reopened.recipe());
        Recorder progress = fit(reopened);

        assertEquals(1, progress.finishedAtStart);
        assertEquals(1, progress.reports.size());
        assertSame(whole.state(), reopened.state());
        assertSame(whole.weights(), reopened.weights());
    }

    @Test
    void anEpochWhoseLossIsNoNumberIsRepeatedOnceAndThenGivenUp() throws Exception {
        Checkpoint checkpoint = create("run", 2, "learningRate=1000", "warmUpEpochs=0", "weightDecay=1000");
        Recorder progress = new Recorder(Integer.MAX_VALUE);

        Exception givenUp = assertThrows(ArithmeticException.class, () -> fit(checkpoint, progress));

        assertTrue(givenUp.getMessage().contains("lower learningRate"), givenUp.getMessage());
        assertEquals(List.of(1), progress.repeated);
        assertFalse(checkpoint.hasState());
    }

    @Test
    void aFolderWithATrainingIsNotWrittenOver() throws Exception {
        Checkpoint checkpoint = create("run", 1);
        Exception refused = assertThrows(IOException.class, () -> create("run", 1));
        assertEquals(
                checkpoint.dir() + " already holds a training; go on with it by --resume, or name another folder",
                refused.getMessage());
    }

    @Test
    void aFolderWithoutATrainingIsNoCheckpoint() {
        Exception refused = assertThrows(IOException.class, () -> Checkpoint.open(folder));
        assertTrue(refused.getMessage().contains("is no checkpoint: it has no recipe.json"), refused.getMessage());
    }

    @Test
    void weightsBeforeTheFirstEpochAreAClearError() throws Exception {
        Checkpoint checkpoint = create("run", 1);
        assertFalse(checkpoint.hasState());
        Exception refused = assertThrows(IOException.class, checkpoint::weights);
        assertTrue(refused.getMessage().contains("no epoch of its training is finished"), refused.getMessage());
    }

    /** Bit for bit: the build runs PyTorch on one thread, where its sums have one order. */
    private static void assertSame(Weights expected, Weights actual) {
        assertEquals(expected.keys(), actual.keys());
        for (String key : expected.keys()) {
            assertArrayEquals(expected.get(key).values(), actual.get(key).values(), key);
        }
    }

    private Checkpoint create(String name, int epochs, String... more) throws Exception {
        List<String> small = new ArrayList<>(List.of(
                "architecture=segformer-mit_b0",
                "epochs=" + epochs,
                "batchSize=4",
                "width=64",
                "height=64",
                "cropWidth=64",
                "cropHeight=64",
                "learningRate=2e-3"));
        small.addAll(List.of(more));
        Recipe recipe = Recipe.parse("", "test", small);
        try (ProductMasks data = open()) {
            return Checkpoint.create(folder.resolve(name), recipe, data.train().classes(), new JsonObject());
        }
    }

    private static Recorder fit(Checkpoint checkpoint) throws Exception {
        Recorder progress = new Recorder(Integer.MAX_VALUE);
        fit(checkpoint, progress);
        return progress;
    }

    private static void fit(Checkpoint checkpoint, Progress progress) throws Exception {
        try (ProductMasks data = open()) {
            Training.fit(checkpoint, data.train(), data.validation(), progress);
        }
    }

    private static ProductMasks open() throws Exception {
        return ProductMasks.open(DATA, ProductMasks.Settings.defaults());
    }

    /** What ends a training from outside, as a signal would. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Recorder implements Progress {
        private final int stopAfter;
        private final List<EpochReport> reports = new ArrayList<>();
        private final List<Integer> repeated = new ArrayList<>();
        private int finishedAtStart;

        private Recorder(int stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {
            finishedAtStart = finishedEpochs;
        }

        @Override
        public void step(int epoch, int step, double loss) {}

        @Override
        public void epoch(EpochReport report) {
            reports.add(report);
            if (report.epoch() == stopAfter) {
                throw new Stop();
            }
        }

        @Override
        public void repeating(int epoch, String reason) {
            repeated.add(epoch);
        }

        @Override
        public void skipped(List<String> rows) {}
    }
}
