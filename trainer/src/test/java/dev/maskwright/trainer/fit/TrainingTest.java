package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.fit.Ending.Reason;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainings, small: 64x64 crops of the sample data. */
@NullUnmarked
final class TrainingTest {

    private static final Path DATA = Path.of("..", "samples", "data");

    private static final String[] SMALL = {"width=32", "height=32", "cropWidth=32", "cropHeight=32"};
    private static final String[] SMALLEST = with(SMALL, "architecture=unet_plain");

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
        assertTrue(
                givenUp.getMessage()
                        .matches(".* epoch 1, step \\d, on (train-00000-of-00001.parquet row \\d+.*){4};.*"),
                givenUp.getMessage());
        assertEquals(List.of(1), progress.repeated);
        assertFalse(checkpoint.hasState());
    }

    @Test
    void aTrainingThatIsAskedToStopGoesOnInTheMiddleOfItsEpoch() throws Exception {
        Checkpoint whole = create("whole", 2, with(SMALL, "accumulate=3", "stochasticDepth=0.5"));
        fit(whole);
        Checkpoint broken = create("broken", 2, with(SMALL, "accumulate=3", "stochasticDepth=0.5"));
        List<Ending> endings = new ArrayList<>();
        int steps = 0;
        // Whether to stop is asked for each of 16 rows while classes are counted, then before each step and each of an
        // epoch's two batches of validation.
        for (int allowed : new int[] {10, 17, 18, 19, Integer.MAX_VALUE}) {
            Recorder progress = new Recorder(Integer.MAX_VALUE);
            try (DataSource data = open()) {
                endings.add(Training.fit(
                        broken, data.train(), data.validation(), progress, () -> ++progress.asked > allowed));
            }
            steps += progress.steps;
        }
        assertEquals(
                List.of(
                        new Ending(Reason.STOPPED, 0, 0),
                        new Ending(Reason.STOPPED, 0, 1),
                        new Ending(Reason.STOPPED, 0, 2),
                        new Ending(Reason.STOPPED, 1, 0),
                        new Ending(Reason.DONE, 2, 0)),
                endings);
        assertEquals(4, steps, "no step is done twice");
        assertSame(whole.state(), broken.state());
        assertSame(whole.weights(), broken.weights());
        assertEquals(losses(whole), losses(broken));
    }

    /** A kill between two writes leaves files of two epochs beside each other. */
    @Test
    void aKillBetweenAnyTwoWritesLosesNothing() throws Exception {
        Checkpoint checkpoint = create("whole", 2, with(SMALLEST, "keepBest=1"));
        Path before = folder.resolve("before");
        fit(checkpoint, new Recorder(Integer.MAX_VALUE) {
            @Override
            public void epoch(EpochReport report) {
                if (report.epoch() == 1) {
                    copy(checkpoint.dir(), before, file -> true);
                }
            }
        });
        Set<String> after = names(checkpoint.dir());
        // In the order in which they are written.
        List<String> order = List.of("weights", "best-002", "metrics", "last");
        for (int written = 0; written < order.size(); written++) {
            List<String> newer = order.subList(0, written);
            Path mixed = folder.resolve("mixed" + written);
            copy(before, mixed, file -> true);
            copy(checkpoint.dir(), mixed, file -> newer.stream().anyMatch(file::startsWith));
            try (PartFile part = PartFile.of(mixed.resolve(order.get(written) + ".safetensors"))) {
                String left = part.path().getFileName().toString().replaceFirst("-[0-9]+-", "-99999999-");
                Files.writeString(mixed.resolve(left), "half of"); // of a process that is gone
            }

            Checkpoint reopened = Checkpoint.open(mixed);
            fit(reopened);

            assertSame(checkpoint.state(), reopened.state());
            assertSame(checkpoint.weights(), reopened.weights());
            assertEquals(checkpoint.weightsMetadata(), reopened.weightsMetadata());
            assertEquals(losses(checkpoint), losses(reopened));
            assertEquals(after, names(mixed));
        }
    }

    @Test
    void aFrozenEncoderKeepsItsBitsUntilItIsLetGo() throws Exception {
        Checkpoint checkpoint =
                create("run", 2, with(SMALL, "architecture=fpn-resnet18", "freezeEncoderEpochs=1", "weightDecay=0.1"));
        Weights start = checkpoint.start();
        assertThrows(Stop.class, () -> fit(checkpoint, new Recorder(1)));
        for (String kind : List.of("trained.", "average.")) {
            Weights state = checkpoint.state();
            for (String key : start.keys()) {
                if (key.startsWith("encoder.")) { // running statistics too
                    assertArrayEquals(
                            start.get(key).values(), state.get(kind + key).values(), key);
                } else if (key.endsWith(".weight")) {
                    assertFalse(
                            Arrays.equals(
                                    start.get(key).values(),
                                    state.get(kind + key).values()),
                            key);
                }
            }
        }
        fit(checkpoint);
        for (String key : start.keys()) {
            if (key.startsWith("encoder.") && key.endsWith("weight")) {
                assertFalse(
                        Arrays.equals(
                                start.get(key).values(),
                                checkpoint.state().get("trained." + key).values()),
                        key);
            }
        }
    }

    /** This network has no batch norm, and this loss is a mean over as many pixels in each batch. */
    @Test
    void accumulatedBatchesAreAsOneLargeBatch() throws Exception {
        String[] plain = with(
                SMALLEST,
                "loss.dice=0",
                "loss.classBalance=0",
                "optimizer=sgd",
                "averageDecay=0",
                "learningRate=0.1",
                "warmUpEpochs=0");
        Checkpoint large = create("large", 1, plain);
        fit(large);
        Checkpoint small = create("small", 1, with(plain, "batchSize=2", "accumulate=2"));
        Recorder progress = fit(small);

        assertEquals(4, progress.steps);
        Weights start = large.start();
        for (String key : start.keys()) {
            float[] expected = large.state().get("trained." + key).values();
            float[] actual = small.state().get("trained." + key).values();
            assertArrayEquals(expected, actual, 1e-6f, key);
            assertFalse(Arrays.equals(start.get(key).values(), actual), key);
        }
    }

    @Test
    void aTrainingThatGetsNoBetterEnds() throws Exception {
        Checkpoint checkpoint = create("run", 9, with(SMALLEST, "learningRate=1e-12", "patience=2"));
        Ending ending;
        try (DataSource data = open()) {
            ending = Training.fit(checkpoint, data.train(), data.validation(), new Recorder(Integer.MAX_VALUE));
        }
        assertEquals(Reason.NO_LONGER_BETTER, ending.reason());
        int best = Integer.parseInt(checkpoint.weightsMetadata().get("epoch"));
        assertEquals(best + 2, ending.epochs());
        Recorder again = fit(checkpoint);
        assertEquals(List.of(), again.reports);
    }

    @Test
    void theBestEpochsKeepFilesOfTheirOwn() throws Exception {
        Checkpoint checkpoint = create("run", 3, with(SMALLEST, "keepBest=2"));
        Recorder progress = fit(checkpoint);
        List<String> best = progress.reports.stream()
                .sorted(Comparator.comparingDouble(
                        (EpochReport report) -> -report.validation().meanIou()))
                .limit(2)
                .map(report -> String.format(
                        Locale.ROOT,
                        "best-%03d-%.4f.safetensors",
                        report.epoch(),
                        report.validation().meanIou()))
                .sorted()
                .toList();
        assertEquals(
                best,
                names(checkpoint.dir()).stream()
                        .filter(name -> name.startsWith("best-"))
                        .toList());
        Weights first = SafetensorsFile.read(checkpoint.dir().resolve(best.get(0)));
        assertEquals(
                checkpoint.weights().keys(),
                first.requireFits(checkpoint.network(), best.get(0)).keys());
    }

    @Test
    void aStateFromBeforeEarlyStoppingCanBeReadAndStandsAtTheEndOfItsEpoch() {
        Standing standing = Standing.of(Map.of("epoch", "3", "meanIou", "0.1", "bestMeanIou", "0.25"));
        assertEquals(new Standing(3, 0.25, 3, Standing.Sums.NONE), standing);
    }

    @Test
    void aNetworkThatCannotTakeTheCropsIsRefusedBeforeItBegins() throws Exception {
        Checkpoint checkpoint = create("run", 1, "cropWidth=48");
        Exception refused = assertThrows(IllegalArgumentException.class, () -> fit(checkpoint));
        assertTrue(refused.getMessage().contains("multiples of 32, got 48"), refused.getMessage());
    }

    @Test
    void aFolderWithATrainingIsNotWrittenOver() throws Exception {
        Checkpoint checkpoint = create("run", 1);
        Exception refused = assertThrows(IOException.class, () -> create("run", 1));
        assertEquals(
                checkpoint.dir() + " already holds a training; resume it, or choose another folder",
                refused.getMessage());
    }

    @Test
    void aFolderWithoutATrainingIsNoCheckpoint() {
        Exception refused = assertThrows(IOException.class, () -> Checkpoint.open(folder));
        assertTrue(refused.getMessage().contains(" is not a checkpoint: it has no recipe.json"), refused.getMessage());
    }

    @Test
    void weightsBeforeTheFirstEpochAreAClearError() throws Exception {
        Checkpoint checkpoint = create("run", 1);
        assertFalse(checkpoint.hasState());
        Exception refused = assertThrows(IOException.class, checkpoint::weights);
        assertTrue(refused.getMessage().contains("no epoch of its training has finished"), refused.getMessage());
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
    }

    private static void copy(Path from, Path to, Predicate<String> which) {
        try {
            Files.createDirectories(to);
            for (String name : names(from)) {
                if (which.test(name)) {
                    Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<Double> losses(Checkpoint checkpoint) throws IOException {
        return Files.readAllLines(checkpoint.dir().resolve("metrics.jsonl")).stream()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("loss")
                        .getAsDouble())
                .toList();
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
        Recipe recipe = RecipeReader.parse("", "test", small);
        try (DataSource data = open()) {
            return Checkpoint.create(folder.resolve(name), recipe, data.train().classes(), new JsonObject());
        }
    }

    private static Recorder fit(Checkpoint checkpoint) throws Exception {
        Recorder progress = new Recorder(Integer.MAX_VALUE);
        fit(checkpoint, progress);
        return progress;
    }

    private static void fit(Checkpoint checkpoint, Progress progress) throws Exception {
        try (DataSource data = open()) {
            Training.fit(checkpoint, data.train(), data.validation(), progress);
        }
    }

    private static DataSource open() throws Exception {
        return DataSources.open(DATA, DataSettings.defaults(), CacheOptions.inMemory());
    }

    /** What ends a training from outside, as a signal would. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static class Recorder implements Progress {
        private final int stopAfter;
        private final List<EpochReport> reports = new ArrayList<>();
        private final List<Integer> repeated = new ArrayList<>();
        private int finishedAtStart;
        private int asked;
        private int steps;

        private Recorder(int stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {
            finishedAtStart = finishedEpochs;
        }

        @Override
        public void step(int epoch, int step, double loss) {
            steps++;
        }

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
