package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.graph.PictureInput;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GraphSessionTest {

    private static final GraphSessionOptions ONE = GraphSessionOptions.onThreads(1);

    /** A red, a green and a blue pixel. */
    private static final byte[] COLOURS = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255};

    private final Path file;

    GraphSessionTest(@TempDir Path folder) throws IOException {
        file = TinyModels.write(
                TinyModels.pixelsWithLogits(1), TinyModels.pixelsWithLogitsCard(3, 1, 1), folder.resolve("tiny.onnx"));
    }

    @Test
    void fileAndBytesGiveTheSameValues() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (GraphSession first = GraphSession.open(file, ONE);
                GraphSession second =
                        GraphSession.open(bytes, "tiny", ONE.withoutSpinning().withoutOptimization())) {
            assertEquals(Map.of("pixels", List.of(-1L, -1L, -1L, 3L)), first.inputs());
            Map<String, GraphInput> inputs = Map.of("pixels", colours());
            try (GraphResult a = first.run(inputs);
                    GraphResult b = second.run(inputs, Set.of("mask", "logits"))) {
                assertArrayEquals(new int[] {1, 2, 3}, a.unsigned("mask"));
                assertArrayEquals(new float[] {1, 2, 3}, a.floats("mask"));
                assertArrayEquals(new int[] {1, 2, 3}, b.unsigned("mask"));
                assertArrayEquals(a.floats("logits"), b.floats("logits"));
                assertArrayEquals(new long[] {1, 4, 1, 3}, a.shape("logits"));
                assertEquals(Set.of("mask", "confidence", "logits"), a.shapes().keySet());
                assertEquals(Set.of("mask", "logits"), b.shapes().keySet());
            }
        }
    }

    @Test
    void boundRunReadsWhatStandsInItsInput() {
        ByteBuffer data = direct(COLOURS.length).put(0, COLOURS);
        try (GraphSession session = GraphSession.open(file, ONE);
                BoundRun run = session.bind(Map.of("pixels", GraphInput.ofBytes(data, 1, 1, 3, 3)))) {
            run.run();
            byte[] mask = new byte[3];
            run.output("mask").get(0, mask);
            assertArrayEquals(new byte[] {1, 2, 3}, mask);
            data.put(0, (byte) 0).put(1, (byte) 255);
            run.run();
            run.output("mask").get(0, mask);
            assertArrayEquals(new byte[] {2, 2, 3}, mask);
            assertSame(run.output("mask"), run.output("mask"));
            ByteBuffer logits = run.output("logits");
            for (int i = 0; i < 12; i++) {
                assertEquals(run.floats("logits")[i], logits.getFloat(Float.BYTES * i));
            }
            Exception refused = assertThrows(IllegalArgumentException.class, () -> run.output("masks"));
            assertTrue(String.valueOf(refused.getMessage())
                    .startsWith(file + ": no output is called 'masks'; the outputs are"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pictureIsFedAsASegmenterDoes(ModelCard.Fit fit) throws IOException {
        ModelCard plain = TinyModels.pixelsCard(8, 6);
        ModelCard card = plain.withInput(plain.input().withFit(fit));
        TinyModels.write(TinyModels.pixels("N"), card, file);
        byte[] noise = new byte[3 * 20 * 10];
        new Random(1).nextBytes(noise);
        Frame frame = Frame.rgb(noise, 20, 10);
        try (Segmenter segmenter = Segmenter.open(file);
                GraphSession session = GraphSession.open(file, ONE)) {
            byte[] expected = segmenter.segment(frame).classIds();
            GraphInput input = PictureInput.of(card).of(frame);
            try (GraphResult result = session.run(Map.of("pixels", input))) {
                int[] mask = result.unsigned("mask");
                assertEquals(expected.length, mask.length);
                for (int i = 0; i < mask.length; i++) {
                    assertEquals(expected[i] & 0xff, mask[i]);
                }
            }
        }
    }

    @Test
    void zerosHaveTheTypeOfTheInput() {
        try (GraphSession session = GraphSession.open(file, ONE);
                GraphResult result = session.run(Map.of("pixels", session.zeros("pixels", List.of(2L, 1L, 3L, 3L))))) {
            assertArrayEquals(new int[6], result.unsigned("mask"));
            assertThrows(IllegalArgumentException.class, () -> session.zeros("image", List.of(1L)));
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        try (GraphSession session = GraphSession.open(file, ONE)) {
            try (GraphResult result = session.run(Map.of("pixels", colours()))) {
                Exception type = assertThrows(IllegalArgumentException.class, () -> result.unsigned("logits"));
                assertEquals(file + ": value 'logits' is FLOAT, but was requested as whole numbers", type.getMessage());
                Exception name = assertThrows(IllegalArgumentException.class, () -> result.shape("masks"));
                assertTrue(String.valueOf(name.getMessage()).startsWith(file + ": no tensor is called 'masks'"));
            }
            GraphInput floats = GraphInput.ofFloats(direct(36), 1, 1, 3, 3);
            Exception failed = assertThrows(SegmentationException.class, () -> session.run(Map.of("pixels", floats)));
            assertTrue(String.valueOf(failed.getMessage()).startsWith(file + ": "), failed.getMessage());
            session.close();
        }
        assertThrows(IllegalArgumentException.class, () -> GraphInput.ofBytes(ByteBuffer.allocate(9), 1, 1, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> GraphInput.ofBytes(direct(8), 1, 1, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> GraphSessionOptions.onThreads(0));
        Path missing = file.resolveSibling("missing.onnx");
        assertThrows(SegmentationException.class, () -> GraphSession.open(missing, ONE));
    }

    private static GraphInput colours() {
        return GraphInput.ofBytes(direct(COLOURS.length).put(0, COLOURS), 1, 1, 3, 3);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
