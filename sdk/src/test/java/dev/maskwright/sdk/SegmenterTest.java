package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.Normalization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class SegmenterTest {

    private static final int BLACK = 0x000000;
    private static final int RED = 0xff0000;
    private static final int GREEN = 0x00ff00;
    private static final int BLUE = 0x0000ff;
    private static final int YELLOW = 0xffff00;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "tensor"})
    void everyPixelGetsTheClassOfItsColour(String form) throws IOException {
        try (Segmenter segmenter = Segmenter.open(model(form, 3, 2))) {
            Mask mask = segmenter.segment(frame(3, RED, GREEN, BLUE, BLACK, BLUE, RED));

            assertArrayEquals(new byte[] {1, 2, 3, 0, 3, 1}, mask.classIds());
            assertEquals(3, mask.classAt(1, 1));
            assertArrayEquals(new int[] {1, 2, 1, 2}, mask.areas());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "tensor"})
    void confidenceIsTheSoftmaxOfTheClass(String form) throws IOException {
        try (Segmenter segmenter = Segmenter.open(model(form, 2, 1))) {
            Mask mask = segmenter.segment(frame(2, RED, BLACK));

            double red = Math.E / (Math.E + 1 + 2 / Math.E); // scores 0, 1, -1, -1
            assertEquals(red, mask.confidenceAt(0, 0), 0.5 / 255);
            assertEquals(0.25, mask.confidenceAt(1, 0), 0.5 / 255);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "tensor"})
    void tiesGoToTheLowerClass(String form) throws IOException {
        try (Segmenter segmenter = Segmenter.open(model(form, 2, 1))) {
            Mask mask = segmenter.segment(frame(2, BLACK, YELLOW)); // yellow scores 0 for background, red and green

            assertArrayEquals(new byte[] {0, 0}, mask.classIds());
        }
    }

    @Test
    void bothFormsGiveTheSameMask() throws IOException {
        Frame frame = noise(640, 480, 1);
        try (Segmenter pixels = Segmenter.open(model("pixels", 64, 48));
                Segmenter tensor = Segmenter.open(model("tensor", 64, 48))) {
            Mask a = pixels.segment(frame);
            Mask b = tensor.segment(frame);

            assertArrayEquals(a.classIds(), b.classIds());
            for (int i = 0; i < a.confidences().length; i++) {
                assertEquals(a.confidences()[i] & 0xff, b.confidences()[i] & 0xff, 1);
            }
        }
    }

    @Test
    void tensorModelsGetNormalisedInput() throws IOException {
        ModelCard plain = tensorCard(1, 1);
        ModelCard card = new ModelCard(
                plain.name(),
                plain.version(),
                plain.architecture(),
                plain.classes(),
                plain.input(),
                new Normalization(List.of(1f, 0f, 0f), List.of(1f, 1f, 1f)),
                plain.outputs(),
                plain.provenance(),
                plain.golden());
        try (Segmenter segmenter = Segmenter.open(write(tensor(1), card, folder.resolve("shifted.onnx")))) {
            assertEquals(0, segmenter.segment(frame(1, RED)).classAt(0, 0)); // red minus its mean is black
        }
    }

    @Test
    void logitsMayBeSmallerThanTheInput() throws IOException {
        try (Segmenter segmenter =
                Segmenter.open(write(tensor(4), tensorCard(64, 32), folder.resolve("quarter.onnx")))) {
            Mask mask = segmenter.segment(noise(100, 50, 2));

            assertEquals("16x8", mask.width() + "x" + mask.height());
            assertEquals("100x50", mask.frameWidth() + "x" + mask.frameHeight());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"N", "1", "2"})
    void aBatchGivesTheMasksOfItsFramesAlone(String batch) throws IOException {
        Path file = write(pixels(batch), pixelsCard(32, 24), folder.resolve("batch.onnx"));
        List<Frame> frames = List.of(noise(32, 24, 3), noise(97, 61, 4), noise(20, 200, 5));
        try (Segmenter segmenter = Segmenter.open(file)) {
            List<Mask> masks = segmenter.segmentBatch(frames);

            assertEquals(3, masks.size());
            for (int i = 0; i < masks.size(); i++) {
                assertArrayEquals(
                        segmenter.segment(frames.get(i)).classIds(),
                        masks.get(i).classIds());
                assertEquals(frames.get(i).width(), masks.get(i).frameWidth());
            }
            assertEquals(List.of(), segmenter.segmentBatch(List.of()));
        }
    }

    @Test
    void aMaskCanBeUsedAgain() throws IOException {
        try (Segmenter segmenter = Segmenter.open(model("pixels", 32, 24))) {
            Mask mask = segmenter.segment(noise(32, 24, 6));
            Frame next = noise(64, 99, 7);

            segmenter.segmentInto(next, mask);

            assertArrayEquals(segmenter.segment(next).classIds(), mask.classIds());
            assertEquals(99, mask.frameHeight());
            Mask other = mask.resizedTo(16, 12);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> segmenter.segmentInto(next, other));
            assertTrue(
                    e.getMessage().contains("gives masks of 32x24 with 4 classes, got one of 16x12"), e.getMessage());
        }
    }

    @Test
    void timingsAddUpToTheCall() throws IOException {
        try (Segmenter segmenter = Segmenter.open(model("pixels", 64, 48))) {
            Frame frame = noise(320, 200, 10);
            Mask mask = segmenter.segment(frame);
            Timings timings = new Timings();
            long before = System.nanoTime();

            segmenter.segmentInto(frame, mask, timings);

            long around = System.nanoTime() - before;
            assertTrue(timings.prepareNanos() > 0 && timings.runNanos() > 0 && timings.finishNanos() > 0);
            assertEquals(
                    timings.waitNanos() + timings.prepareNanos() + timings.runNanos() + timings.finishNanos(),
                    timings.totalNanos());
            assertTrue(timings.totalNanos() <= around, timings.totalNanos() + " of " + around);
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            frames.add(noise(40 + i, 30, i));
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Segmenter segmenter = Segmenter.open(model("pixels", 32, 24))) {
            List<byte[]> alone =
                    frames.stream().map(f -> segmenter.segment(f).classIds()).toList();
            List<Callable<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Frame frame = frames.get(i % 8);
                calls.add(() -> segmenter.segment(frame).classIds());
            }

            List<Future<byte[]>> together = pool.invokeAll(calls);

            for (int i = 0; i < together.size(); i++) {
                assertArrayEquals(alone.get(i % 8), together.get(i).get());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void closingWaitsForCallsUnderWayAndRefusesLaterOnes() throws Exception {
        Segmenter segmenter = Segmenter.open(model("pixels", 256, 256));
        Frame frame = noise(256, 256, 8);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        CountDownLatch started = new CountDownLatch(3);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(pool.submit(() -> {
                while (true) {
                    segmenter.segment(frame);
                    started.countDown();
                }
            }));
        }
        started.await();

        segmenter.close();

        for (Future<?> caller : callers) {
            ExecutionException e = assertThrows(ExecutionException.class, caller::get);
            assertEquals(IllegalStateException.class, e.getCause().getClass());
        }
        pool.shutdown();
        segmenter.close();
        assertEquals("tiny", segmenter.card().name());
    }

    @Test
    void theCardMayLieBesideTheFile() throws IOException {
        Path file = write(tensor(1), folder.resolve("road.onnx"));
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> Segmenter.open(file));
        assertEquals(
                file
                        + ": an ONNX model without a model card; put road.card.json beside it, which "
                        + "\"maskwright card\" drafts, or export the model with maskwright",
                e.getMessage());

        Files.writeString(folder.resolve("road.card.json"), tensorCard(2, 1).toJson());

        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(1, segmenter.segment(frame(2, RED, BLACK)).classAt(0, 0));
        }
    }

    @Test
    void theCardMayBeGivenInCode() throws IOException {
        Path file = write(tensor(1), folder.resolve("road.onnx"));

        try (Segmenter segmenter =
                Segmenter.open(file, tensorCard(2, 1), Options.defaults().withThreads(1))) {
            assertEquals(2, segmenter.segment(frame(2, BLACK, GREEN)).classAt(1, 0));
        }
    }

    @Test
    void filesThatAreNoModelsAreRefusedWithTheirReason() throws IOException {
        byte[] model = Files.readAllBytes(model("pixels", 8, 8));

        assertRefused(folder.resolve("none.onnx"), ": there is no such file");
        assertRefused(folder, ": this is a folder; give the path of an .onnx file");
        assertRefused(file("empty.onnx", new byte[0]), ": the file is empty; copy or export it again");
        assertRefused(
                file("text.onnx", "<html><body>404".getBytes(StandardCharsets.US_ASCII)),
                ": a text file, not an ONNX model");
        assertRefused(
                file("cut.onnx", Arrays.copyOf(model, model.length / 2)), ": not an ONNX model, or a truncated one;");
        byte[] noise = new byte[1000];
        new Random(9).nextBytes(noise);
        assertRefused(file("noise.onnx", noise), ": not an ONNX model, or a truncated one;");
    }

    @Test
    void aModelThatTheEngineCannotRunIsRefusedInItsWords() throws IOException {
        ModelProto.Builder model = pixels("N");
        model.getGraphBuilder().getNodeBuilder(0).setInput(0, "nowhere");

        assertRefused(write(model, pixelsCard(8, 8), folder.resolve("nowhere.onnx")), " cannot open this model (");
    }

    @Test
    void masksOfThePixelsFormMayBeSmallerThanTheInputAndStandBesideLogits() throws IOException {
        ModelCard card = TinyModels.pixelsWithLogitsCard(64, 32, 4);
        Path file = write(TinyModels.pixelsWithLogits(4), card, folder.resolve("network.onnx"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            int[] colours = new int[64 * 32];
            Arrays.setAll(colours, i -> i % 64 < 32 ? RED : BLUE);
            Mask mask = segmenter.segment(frame(64, colours));
            assertEquals(16, mask.width());
            assertEquals(8, mask.height());
            assertEquals(1, mask.classAt(0, 0));
            assertEquals(3, mask.classAt(15, 7));
            assertEquals(3, mask.atFrameSize().classAt(63, 31));
        }
        ModelCard wrong = with(
                card,
                card.classes(),
                new ModelCard.MaskOutputs("mask", "confidence")
                        .withLogits("scores")
                        .withStride(4));
        assertRefused(
                write(TinyModels.pixelsWithLogits(4), wrong, folder.resolve("scores.onnx")),
                "output 'scores' of the card is not among the graph's [mask, confidence, logits]");
    }

    @Test
    void moreClassesThanABytesWorthAreRefused() throws IOException {
        ModelCard card = tensorCard(8, 8);
        List<ClassLabel> many = IntStream.range(0, 300)
                .mapToObj(id -> new ClassLabel(id, "class " + id, "#000000"))
                .toList();
        ModelCard large = with(card, many, card.outputs());
        assertRefused(
                write(tensor(1), large, folder.resolve("large.onnx")),
                "has 300 classes, but the masks of this SDK hold one byte per pixel, which is enough for 256");
    }

    @Test
    void aCardThatContradictsItsGraphIsRefusedWithEveryContradiction() throws IOException {
        Path wrongForm = write(pixels("N"), tensorCard(8, 8), folder.resolve("form.onnx"));
        assertRefused(
                wrongForm,
                ": graph and model card disagree: input 'image' of the card is not among the graph's [pixels];"
                        + " output 'logits' of the card is not among the graph's [mask, confidence]; correct the card");

        ModelCard card = tensorCard(8, 8);
        ModelCard fewer = with(card, card.classes().subList(0, 3), card.outputs());
        assertRefused(
                write(tensor(1), fewer, folder.resolve("classes.onnx")),
                "output 'logits' should be FLOAT [-1, 3, -1, -1], the graph has FLOAT [-1, 4, -1, -1]");
    }

    @Test
    void aClassIdWithoutClassIsAnErrorAndNotAMask() throws IOException {
        ModelCard card = pixelsCard(2, 1);
        ModelCard fewer = with(card, card.classes().subList(0, 3), card.outputs());
        try (Segmenter segmenter = Segmenter.open(write(pixels("N"), fewer, folder.resolve("fewer.onnx")))) {
            Frame frame = frame(2, BLUE, BLACK);
            SegmentationException e = assertThrows(SegmentationException.class, () -> segmenter.segment(frame));
            assertTrue(e.getMessage().endsWith("its mask has class id 3, but the classes of its card end at 2"));
        }
    }

    @Test
    void aModelProvesItselfOnItsGoldenSample() throws IOException {
        Frame frame = frame(2, RED, GREEN, BLUE, BLACK);
        Golden right = new Golden(2, 2, frame.rgb(), 2, 2, new byte[] {1, 2, 3, 0});
        Golden wrong = new Golden(2, 2, frame.rgb(), 2, 2, new byte[] {1, 1, 3, 0});

        assertEquals(new GoldenCheck(4, 0), verify(right));
        assertEquals(new GoldenCheck(4, 1), verify(wrong));
        assertEquals(0.75, verify(wrong).alike());
        try (Segmenter segmenter = Segmenter.open(model("pixels", 2, 2))) {
            assertTrue(segmenter.verify().isEmpty());
        }
    }

    private GoldenCheck verify(Golden golden) throws IOException {
        Path file = write(pixels("N"), pixelsCard(2, 2).withGolden(golden), folder.resolve("golden.onnx"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            return segmenter.verify().orElseThrow();
        }
    }

    private Path model(String form, int width, int height) throws IOException {
        Path file = folder.resolve(form + ".onnx");
        return form.equals("pixels")
                ? write(pixels("N"), pixelsCard(width, height), file)
                : write(tensor(1), tensorCard(width, height), file);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static ModelCard with(ModelCard card, List<ClassLabel> classes, ModelCard.Outputs outputs) {
        return new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                classes,
                card.input(),
                card.normalization(),
                outputs,
                card.provenance(),
                card.golden());
    }

    private static void assertRefused(Path file, String reason) {
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> Segmenter.open(file));
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static Frame frame(int width, int... colours) {
        byte[] rgb = new byte[colours.length * 3];
        for (int i = 0; i < colours.length; i++) {
            rgb[3 * i] = (byte) (colours[i] >> 16);
            rgb[3 * i + 1] = (byte) (colours[i] >> 8);
            rgb[3 * i + 2] = (byte) colours[i];
        }
        return Frame.rgb(rgb, width, colours.length / width);
    }

    private static Frame noise(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        return Frame.rgb(rgb, width, height);
    }
}
