package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.data.source.UnlabelledPictures;
import dev.maskwright.trainer.fit.Ending.Reason;
import dev.maskwright.trainer.net.PixelGrid;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real trainings from a teacher, small: 32x32 crops of the sample data and pictures without labels. */
@NullUnmarked
final class DistillationTest {

    private static final Path DATA = Path.of("..", "samples", "data");
    private static final Path PICTURES = Path.of("..", "samples", "images");

    /**
     * Without batch norm, so that a network gives the same in training and in evaluation; and the crops as they are.
     */
    private static final String[] STILL = {
        "architecture=unet_plain",
        "augmentation.crop=whole",
        "augmentation.flip=0",
        "augmentation.color={brightness: 0, contrast: 0, saturation: 0, hue: 0, grey: 0}"
    };

    @TempDir
    private Path folder;

    @Test
    void aTeacherThatGivesWhatTheStudentGivesChangesNothing() throws Exception {
        double alone = firstLoss(create("alone", STILL), Optional.empty());
        Checkpoint student = create("student", STILL);
        try (NetworkTeacher teacher = teacher(student, student.start())) {
            assertEquals(alone, firstLoss(student, Optional.of(of(teacher))), 1e-5 * alone);
        }
    }

    @Test
    void theLossOfTheTeacherIsAddedWithItsFactor() throws Exception {
        double alone = firstLoss(create("alone", STILL), Optional.empty());
        double[] added = new double[2];
        for (int i = 0; i < 2; i++) {
            Checkpoint student =
                    create("student" + i, STILL, "distillation.weight=" + (i + 1), "distillation.temperature=2");
            try (NetworkTeacher teacher = teacher(student, other(student))) {
                added[i] = firstLoss(student, Optional.of(of(teacher))) - alone;
            }
        }
        assertTrue(added[0] > 0.01, "the teacher adds " + added[0]);
        assertEquals(2 * added[0], added[1], 1e-3 * added[0]);
    }

    @Test
    void aTeacherMayJoinLater() throws Exception {
        Checkpoint student = create("student", STILL, "distillation.from=0.5");
        List<Integer> asked = new ArrayList<>();
        try (NetworkTeacher network = teacher(student, other(student))) {
            Teacher counted = new Watched(network, batch -> asked.add(batch.taken()));
            fit(student, Optional.of(of(counted)), Integer.MAX_VALUE);
        }
        assertEquals(List.of(4, 8, 12, 16), asked, "in the second of two epochs of four steps");
    }

    /** The labels hardly count: what falls is the distance from the teacher, on pixels of both kinds. */
    @Test
    void aStudentComesToGiveWhatItsTeacherGives() throws Exception {
        Checkpoint student = create(
                "student",
                STILL,
                "epochs=8",
                "learningRate=0.01",
                "loss.crossEntropy=1e-6",
                "loss.dice=0",
                "lossStride=2");
        List<Double> losses;
        try (NetworkTeacher teacher = teacher(student, other(student));
                Dataset pictures = pictures(student.classes())) {
            Distillation both = new Distillation(Optional.of(teacher), Optional.of(pictures));
            losses = fit(student, Optional.of(both), Integer.MAX_VALUE).losses;
        }
        double first = losses.get(0);
        double last = losses.get(losses.size() - 1);
        assertTrue(last < 0.3 * first, "the loss fell from %s to %s".formatted(first, last));
    }

    @Test
    void picturesWithoutLabelsTakeTheirPartOfEachBatch() throws Exception {
        Checkpoint student = create("student", STILL, "epochs=1");
        List<Integer> rows = new ArrayList<>();
        try (NetworkTeacher network = teacher(student, other(student));
                Dataset pictures = pictures(student.classes())) {
            Teacher counted =
                    new Watched(network, batch -> Arrays.stream(batch.rows()).forEach(rows::add));
            fit(student, Optional.of(new Distillation(Optional.of(counted), Optional.of(pictures))), Integer.MAX_VALUE);
        }
        assertEquals(32, rows.size(), "16 rows, two in each batch of four");
        assertEquals(16, rows.stream().filter(row -> row < 16).distinct().count());
        assertEquals(16, rows.stream().filter(row -> row >= 16).count());
    }

    /** From another network and from its own average, which moves; stopped in the middle of epochs. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTrainingThatGoesOnEndsWhereOneWithoutABreakEnds(boolean self) throws Exception {
        String[] settings = {
            "architecture=segformer-mit_b0",
            "stochasticDepth=0.5",
            "lossStride=2",
            "distillation.confidence=0.06",
            "distillation.unlabelledShare=0.3",
            "augmentation.cutOut.probability=0.5",
            "augmentation.copyPaste.probability=0.5"
        };
        Checkpoint whole = create("whole", settings);
        Checkpoint broken = create("broken", settings);
        List<Ending> endings = new ArrayList<>();
        try (NetworkTeacher network = teacher(whole, other(whole));
                Dataset pictures = pictures(whole.classes())) {
            Optional<Teacher> teacher = self ? Optional.empty() : Optional.of(network);
            Optional<Distillation> taught = Optional.of(new Distillation(teacher, Optional.of(pictures)));
            fit(whole, taught, Integer.MAX_VALUE);
            // Whether to stop is asked for each of 16 rows, and then before each of an epoch's 5 steps and 2 batches of
            // validation.
            for (int allowed : new int[] {18, 22, 19, Integer.MAX_VALUE}) {
                endings.add(fit(broken, taught, allowed).ending);
            }
        }
        assertEquals(
                List.of(
                        new Ending(Reason.STOPPED, 0, 2),
                        new Ending(Reason.STOPPED, 1, 0),
                        new Ending(Reason.STOPPED, 1, 3),
                        new Ending(Reason.DONE, 2, 0)),
                endings);
        assertSame(whole.state(), broken.state());

        Checkpoint alone = create("alone", settings);
        fit(alone, Optional.empty(), Integer.MAX_VALUE);
        String key = "trained.segmentation_head.0.weight";
        assertNotEquals(
                alone.state().get(key).values()[0],
                whole.state().get(key).values()[0],
                "without a teacher it is another");
    }

    @Test
    void aTeacherStaysAsItIs() throws Exception {
        Checkpoint student = create("student", "architecture=segformer-mit_b0", "epochs=1");
        Weights weights = other(student);
        try (NetworkTeacher teacher = teacher(student, weights);
                NDManager manager = NDManager.newBaseManager()) {
            float[] before = logits(teacher, manager);
            fit(student, Optional.of(of(teacher)), Integer.MAX_VALUE);
            assertArrayEquals(before, logits(teacher, manager));
        }
    }

    private static float[] logits(Teacher teacher, NDManager manager) {
        byte[] plain = new byte[3 * 32 * 32];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (7 * i);
        }
        Batch batch = new Batch(new byte[plain.length], plain, new byte[32 * 32], 1, 32, 32, new int[] {0}, 1);
        return teacher.logits(batch, PixelGrid.ALL, manager).flatten().toFloatArray();
    }

    @Test
    void aTeacherThatCannotTakeTheCropsIsRefused() throws Exception {
        Checkpoint large = create("large", "architecture=segformer-mit_b0");
        Recipe student =
                RecipeReader.parse("", "test", List.of("architecture=unet_plain", "cropWidth=48", "cropHeight=16"));
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> NetworkTeacher.open(large, other(large), student, large.classes()));
        assertTrue(
                refused.getMessage().contains("multiples of 32, but the recipe's crops are 48x16"),
                refused.getMessage());
    }

    @Test
    void aTeacherOfOtherClassesIsRefused() throws Exception {
        Checkpoint large = create("large", STILL);
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> NetworkTeacher.open(large, large.start(), large.recipe(), ClassList.of(List.of("bed", "piano"))));
        assertTrue(
                refused.getMessage().startsWith(large.dir() + " cannot teach these classes: it does not have piano; "),
                refused.getMessage());
    }

    @Test
    void aBatchOfOneCannotHoldBoth() {
        Recipe recipe = RecipeReader.parse("", "test", List.of("batchSize=1"));
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Distillation.unlabelledPerBatch(recipe));
        assertTrue(refused.getMessage().contains("set it to 2 or more"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1", "0.25, 2", "0.5, 4", "0.99, 7"})
    void aShareOfABatchIsRoundedAndLeavesBoth(double share, int pictures) {
        Recipe recipe = RecipeReader.parse("", "test", List.of("batchSize=8", "distillation.unlabelledShare=" + share));
        assertEquals(pictures, Distillation.unlabelledPerBatch(recipe));
    }

    /** Tells what a teacher is asked. */
    private record Watched(Teacher teacher, Consumer<Batch> asked) implements Teacher {
        @Override
        public NDArray logits(Batch batch, PixelGrid grid, NDManager manager) {
            asked.accept(batch);
            return teacher.logits(batch, grid, manager);
        }

        @Override
        public void close() {}
    }

    private static Distillation of(Teacher teacher) {
        return new Distillation(Optional.of(teacher), Optional.empty());
    }

    private static NetworkTeacher teacher(Checkpoint student, Weights weights) {
        return NetworkTeacher.open(student, weights, student.recipe(), student.classes());
    }

    /** Weights that the student does not begin with. */
    private static Weights other(Checkpoint student) {
        return FormulaWeights.of(student.network());
    }

    private static Dataset pictures(ClassList classes) throws Exception {
        return UnlabelledPictures.open(PICTURES, classes, CacheOptions.inMemory(), new ArrayList<>());
    }

    /** Before anything is learned; stops after that step, for 16 rows were asked about before. */
    private static double firstLoss(Checkpoint checkpoint, Optional<Distillation> distillation) throws Exception {
        return fit(checkpoint, distillation, 17).losses.get(0);
    }

    private Checkpoint create(String name, String[] settings, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(more));
        return create(name, all.toArray(String[]::new));
    }

    private Checkpoint create(String name, String... settings) throws Exception {
        List<String> small = new ArrayList<>(List.of(
                "epochs=2",
                "batchSize=4",
                "width=32",
                "height=32",
                "cropWidth=32",
                "cropHeight=32",
                "learningRate=2e-3"));
        small.addAll(List.of(settings));
        Recipe recipe = RecipeReader.parse("", "test", small);
        try (DataSource data = open()) {
            return Checkpoint.create(folder.resolve(name), recipe, data.train().classes(), new JsonObject());
        }
    }

    private static Recorder fit(Checkpoint checkpoint, Optional<Distillation> distillation, int allowed)
            throws Exception {
        Recorder recorder = new Recorder();
        try (DataSource data = open()) {
            recorder.ending = Training.fit(
                    checkpoint,
                    data.train(),
                    data.validation(),
                    distillation,
                    recorder,
                    () -> ++recorder.asked > allowed);
        }
        return recorder;
    }

    private static DataSource open() throws Exception {
        return DataSources.open(DATA, DataSettings.defaults(), CacheOptions.inMemory());
    }

    /** Bit for bit. */
    private static void assertSame(Weights expected, Weights actual) {
        assertEquals(expected.keys(), actual.keys());
        for (String key : expected.keys()) {
            assertArrayEquals(expected.get(key).values(), actual.get(key).values(), key);
        }
    }

    private static final class Recorder implements Progress {
        private final List<Double> losses = new ArrayList<>();
        private Ending ending;
        private int asked;

        @Override
        public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {}

        @Override
        public void step(int epoch, int step, double loss) {
            losses.add(loss);
        }

        @Override
        public void epoch(EpochReport report) {}

        @Override
        public void repeating(int epoch, String reason) {}

        @Override
        public void skipped(List<String> rows) {}
    }
}
