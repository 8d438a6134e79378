package dev.maskwright.trainer.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.WeightFile;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.ImageNetWeights;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.GivenRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.CopyPaste;
import dev.maskwright.trainer.data.augment.SceneSettings;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RetrainingTest {

    private static final String ARCHITECTURE = "edgefpn-efficientnet_lite0";
    private static final Normalization NORMALIZATION =
            new Normalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));
    private static final int SIZE = 64;
    private static final RetrainOptions OPTIONS =
            RetrainOptions.defaults().withSteps(60).withCrops(4).withLearningRate(3e-3);
    private static final Retraining.Listener QUIET = (step, done, loss) -> true;

    private static Retraining.@Nullable Result first;

    /**
     * From an encoder that knows ImageNet and a decoder that knows nothing, red things are learned: once for all tests.
     */
    private static synchronized Retraining.Result first() throws IOException {
        if (first == null) {
            Network network = Architectures.build(ARCHITECTURE, 3, 1);
            Retraining.Deployed blank = deployed(network, imageNet(network), List.of("background"));
            first = fit(blank, pictures(List.of("background", "red"), 1), List.of());
        }
        return first;
    }

    @Test
    void newClassesAreLearnedAndOldOnesKept() throws IOException {
        Retraining.Result first = first();
        assertEquals(List.of("background", "red"), first.classes());
        ConfusionMatrix before = measured(first);
        assertTrue(before.iou(1) > 0.6, "red before " + before.iou(1));
        assertEquals(0, before.iou(2));

        // Every old picture shows a green thing, too, which nobody had a name for.
        Dataset old = pictures(List.of("background", "red"), 2);
        Dataset corrections = pictures(List.of("background", "red", "green"), 3);
        Retraining.Deployed deployed = deployed(first.network(), first.weights(), first.classes());
        Retraining.Result second = fit(deployed, corrections, List.of(old));
        assertEquals(List.of("background", "red", "green"), second.classes());
        ConfusionMatrix after = measured(second);
        assertTrue(after.iou(2) > 0.7, "green after " + after.iou(2));
        assertTrue(after.iou(1) > before.iou(1) - 0.05, "red %s, then %s".formatted(before.iou(1), after.iou(1)));

        for (String key : first.weights().keys()) {
            boolean isSame = Arrays.equals(
                    first.weights().get(key).values(), second.weights().get(key).values());
            boolean isNorm = key.matches(".*(running_mean|running_var|num_batches_tracked)");
            if (Encoder.owns(key) || isNorm) {
                assertTrue(isSame, key);
            }
        }
    }

    /** What is unlabelled is taught by the old network, so that it stays what it was. */
    @Test
    void whatIsUnlabelledStaysAsItWas() throws IOException {
        Retraining.Result first = first();
        Dataset greenAlone = onlyLabelled(pictures(List.of("background", "red", "green"), 3), 2);
        Retraining.Result second =
                fit(deployed(first.network(), first.weights(), first.classes()), greenAlone, List.of());
        ConfusionMatrix before = measured(first);
        ConfusionMatrix after = measured(second);
        assertTrue(after.iou(1) > before.iou(1) - 0.2, "red %s, then %s".formatted(before.iou(1), after.iou(1)));
    }

    /** Whatever else is learned in a few steps: a good network is not ruined by them. */
    @Test
    void aFewStepsDoNoHarm() throws IOException {
        Retraining.Result first = first();
        Dataset rows = pictures(List.of("background", "red"), 2);
        Retraining.Deployed deployed = deployed(first.network(), first.weights(), first.classes());
        Retraining.Result second = Retraining.fit(
                deployed, List.of(rows), List.of(rows), OPTIONS.withSteps(5).withLearningRate(1e-2), QUIET);
        double before = measured(first).iou(1);
        double after = measured(second).iou(1);
        assertTrue(after > before - 0.03, "red %s, then %s".formatted(before, after));
    }

    @Test
    void theRateRisesAndFalls() {
        assertEquals(0.1, Fit.rate(1, 1, 0), 1e-9);
        assertEquals(0.5, Fit.rate(1, 5, 0), 1e-9);
        assertEquals(1, Fit.rate(1, 10, 0), 1e-9);
        assertEquals(Math.pow(0.5, 0.9), Fit.rate(1, 99, 0.5), 1e-9);
        assertEquals(0, Fit.rate(1, 99, 1), 1e-9);
    }

    @Test
    void itStopsWhenAsked() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 1);
        Retraining.Deployed blank = deployed(network, imageNet(network), List.of("background"));
        Dataset rows = pictures(List.of("background", "red"), 1);
        Retraining.Result result =
                Retraining.fit(blank, List.of(rows), List.of(), OPTIONS.withCrops(1), (step, done, loss) -> step < 3);
        assertEquals(3, result.steps());
    }

    @Test
    void itStopsWhileItEncodesWhenAsked() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 1);
        Retraining.Deployed blank = deployed(network, imageNet(network), List.of("background"));
        Dataset rows = pictures(List.of("background", "red"), 1);
        AtomicInteger views = new AtomicInteger();
        Retraining.Listener impatient = new Retraining.Listener() {
            @Override
            public boolean step(int step, double done, double loss) {
                throw new AssertionError("no step is taken");
            }

            @Override
            public void encoding() {
                if (views.incrementAndGet() == 3) {
                    throw new CancellationException();
                }
            }
        };
        assertThrows(
                CancellationException.class, () -> Retraining.fit(blank, List.of(rows), List.of(), OPTIONS, impatient));
        assertEquals(3, views.get());
    }

    @Test
    void timeThatIsOverEndsIt() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 1);
        Retraining.Deployed blank = deployed(network, imageNet(network), List.of("background"));
        Dataset rows = pictures(List.of("background", "red"), 1);
        RetrainOptions brief = OPTIONS.withCrops(1).withLongest(Duration.ofMillis(1));
        assertEquals(
                1, Retraining.fit(blank, List.of(rows), List.of(), brief, QUIET).steps());
    }

    @Test
    void classesThatAreSpelledOtherwiseAreNotNew() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 2);
        Retraining.Deployed known = deployed(network, imageNet(network), List.of("Background", "Red thing"));
        Dataset rows = pictures(List.of("background", "red_thing", "Green"), 1);
        Retraining.Result result =
                Retraining.fit(known, List.of(rows), List.of(), OPTIONS.withCrops(1), (step, done, loss) -> false);
        assertEquals(List.of("Background", "Red thing", "Green"), result.classes());
    }

    @Test
    void moreViewsThanAreKeptAreLeftOutAndSaid() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 1);
        Dataset rows = pictures(List.of("background", "red"), 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, imageNet(network), manager);
            block.freeze(name -> true);
            String head = GrownHead.of(network, imageNet(network), 1).head();
            Views views = new Views(block, head, NORMALIZATION, SIZE, SIZE, 3, () -> {}, manager);
            views.add(rows, ClassIds.of(rows.classes(), rows.classes().names(), "rows"), Augmentation.none(), 2, 1);
            assertEquals(3, views.size());
            assertEquals(
                    List.of("5 of 8 pictures were left out, chosen at random: at most 3 views are learned from"),
                    views.skipped());
        }
    }

    @Test
    void whatIsNewIsPastedOverOldPictures() throws IOException {
        Network network = Architectures.build(ARCHITECTURE, 3, 2);
        List<String> classes = List.of("background", "red", "green");
        Dataset old = pictures(List.of("background", "red"), 2);
        Dataset corrections = pictures(classes, 3);
        NewThings things = new NewThings(2);
        things.add(old, ClassIds.of(old.classes(), classes, "old"));
        assertTrue(things.isEmpty());
        things.add(corrections, ClassIds.of(corrections.classes(), classes, "corrections"));
        Augmentation always = Augmentation.none()
                .withScene(SceneSettings.asItIs()
                        .withCopyPaste(new CopyPaste(1, 1, new Range(1, 1), new Range(0.01, 0.5), 0)));
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, imageNet(network), manager);
            block.freeze(name -> true);
            String head = GrownHead.of(network, imageNet(network), 1).head();
            Views views = new Views(block, head, NORMALIZATION, SIZE, SIZE, 100, () -> {}, manager);
            views.addPasted(old, ClassIds.of(old.classes(), classes, "old"), things, always, 20, 1);
            assertEquals(20, views.size());
            long[] pixels = views.pixels(3);
            assertTrue(pixels[2] > 20 * 200, () -> "green: " + pixels[2]); // some 570 each, where not cut off
            assertTrue(pixels[1] > 20 * 200, () -> "red stays: " + pixels[1]);
        }
    }

    @Test
    void whatCannotBeRetrainedIsRefused() throws IOException {
        Network plain = Architectures.build("unet_plain", 3, 2);
        Retraining.Deployed withoutEncoder =
                deployed(plain, Initializer.fromScratch(plain, 1), List.of("background", "red"));
        Dataset rows = pictures(List.of("background", "red"), 1);
        String fault = assertThrows(IllegalArgumentException.class, () -> fit(withoutEncoder, rows, List.of()))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("unet_plain has no encoder that could be frozen"), fault);

        Network network = Architectures.build(ARCHITECTURE, 3, 1);
        Retraining.Deployed blank = deployed(network, imageNet(network), List.of("background"));
        fault = assertThrows(IllegalArgumentException.class, () -> fit(blank, rows, List.of(rows)))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("the pictures for replay: no class is called [red]"), fault);

        Dataset torn = new GivenRows(rows.classes(), new ArrayList<>(Arrays.asList((Sample) null)));
        fault = assertThrows(IllegalArgumentException.class, () -> fit(blank, torn, List.of()))
                .getMessage();
        assertEquals("no corrected picture can be used: row 0: torn", fault);
    }

    private static Retraining.Result fit(Retraining.Deployed deployed, Dataset corrections, List<Dataset> replay) {
        return Retraining.fit(deployed, List.of(corrections), replay, OPTIONS, QUIET);
    }

    private static Retraining.Deployed deployed(Network network, Weights weights, List<String> classes) {
        return new Retraining.Deployed(network, weights, classes, NORMALIZATION, SIZE, SIZE);
    }

    private static Weights imageNet(Network network) throws IOException {
        Path file = Path.of(
                "../models/encoders",
                ImageNetWeights.of(ARCHITECTURE).orElseThrow().fileName());
        Weights encoder = WeightImport.encoder(WeightFile.read(file), network, file.toString())
                .weights();
        return Initializer.fromScratch(network, 1).with(encoder);
    }

    /** On pictures that were not learned from, all of whose squares are labelled. */
    private static ConfusionMatrix measured(Retraining.Result result) {
        Dataset fresh = pictures(List.of("background", "red", "green"), 9);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(result.network(), result.weights(), manager);
            return Evaluation.of(new NetworkPredictor(block, NORMALIZATION, manager), fresh, 4, SIZE, SIZE, 1)
                    .matrix();
        }
    }

    /** A red and a green square each on grey noise; a colour that has no name is background. */
    private static Dataset pictures(List<String> classes, long seed) {
        Random random = new Random(seed);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] rgb = new byte[3 * SIZE * SIZE];
            for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
                Arrays.fill(rgb, 3 * pixel, 3 * pixel + 3, (byte) (100 + random.nextInt(60)));
            }
            byte[] target = new byte[SIZE * SIZE];
            square(rgb, target, 0, 1, random);
            square(rgb, target, 1, classes.contains("green") ? 2 : 0, random);
            samples.add(new Sample(rgb, target, SIZE, SIZE, Optional.empty()));
        }
        return new GivenRows(new ClassList(classes), samples);
    }

    /** Red ones lie in the upper half, green ones in the lower. */
    private static void square(byte[] rgb, byte[] target, int channel, int classId, Random random) {
        int side = 20 + random.nextInt(8);
        int left = random.nextInt(SIZE - side);
        int top = channel * SIZE / 2 + random.nextInt(SIZE / 2 - side + 1);
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                int pixel = y * SIZE + x;
                Arrays.fill(rgb, 3 * pixel, 3 * pixel + 3, (byte) 20);
                rgb[3 * pixel + channel] = (byte) (180 + random.nextInt(60));
                target[pixel] = (byte) classId;
            }
        }
    }

    private static Dataset onlyLabelled(Dataset rows, int classId) {
        List<Sample> samples = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Sample sample = read(rows, row);
            byte[] target = sample.target().clone();
            for (int i = 0; i < target.length; i++) {
                target[i] = (byte) (target[i] == classId ? classId : Sample.IGNORE);
            }
            samples.add(new Sample(sample.rgb(), target, SIZE, SIZE, Optional.empty()));
        }
        return new GivenRows(rows.classes(), samples);
    }

    private static Sample read(Dataset rows, int row) {
        try {
            return rows.read(row);
        } catch (BadSampleException e) {
            throw new IllegalStateException(e);
        }
    }
}
