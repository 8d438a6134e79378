package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.logits;
import static dev.maskwright.sdk.TinyModels.logitsCard;
import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class AllocationTest {

    private static final int FRAMES = 200;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 90;

    /** How many bytes a frame may allocate beyond what ONNX Runtime's Java side allocates for a run. */
    private static final long MOST_BYTES = 400;

    private static final Levels LEVELS = new Levels(0x1p-5f, 100);

    @TempDir
    Path folder;

    /** Compares everything that a camera loop does for a frame, including the new {@link Frame}, with a bare run. */
    @ParameterizedTest
    @CsvSource({"pixels, false", "pixels, true", "tensor, false", "tensor, true", "logits, true", "levels, true"})
    void aFrameTakesHardlyMoreHeapThanARun(String form, boolean isDirect) throws IOException {
        Path file = folder.resolve("model.onnx");
        switch (form) {
            case "pixels" -> write(pixels("N"), pixelsCard(64, 64), file);
            case "logits" -> write(logits(4), logitsCard(64, 64, 4), file);
            case "levels" ->
                write(
                        ForeignModels.quantized(tensor(4), LEVELS, true),
                        tensorCard(64, 64).withOutputs(new LogitsOutput("levels", 4, false).withLevels(LEVELS)),
                        file);
            default -> write(tensor(1), tensorCard(64, 64), file);
        }
        boolean takesFloats = form.equals("tensor") || form.equals("levels");
        Plane plane = plane(isDirect);
        long bare = bare(file, takesFloats ? "image" : "pixels", takesFloats);
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withThreads(1))) {
            Mask mask = segmenter.segment(frame(plane));
            long perFrame = perTurn(() -> segmenter.segmentInto(frame(plane).rotated(Rotation.CLOCKWISE_90), mask));
            assertTrue(perFrame - bare < MOST_BYTES, "%d bytes, a run %d".formatted(perFrame, bare));
        }
    }

    /** For a frame in which nothing has changed, there is not even a run. */
    @Test
    void aStillFrameTakesHardlyAnyHeap() throws IOException {
        Path file = write(logits(4), logitsCard(64, 64, 4), folder.resolve("model.onnx"));
        Plane plane = plane(true);
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withThreads(1))) {
            VideoSegmenter video =
                    VideoSegmenter.of(segmenter, VideoOptions.eachFrame().withChangesOnly(Duration.ofDays(1)));
            long perFrame = perTurn(() -> video.segment(frame(plane), 0));
            assertEquals(1, video.figures().whole());
            assertTrue(perFrame < MOST_BYTES, perFrame + " bytes");
        }
    }

    private static long bare(Path file, String input, boolean isTensor) {
        List<Long> shape = isTensor ? List.of(1L, 3L, 64L, 64L) : List.of(1L, 64L, 64L, 3L);
        try (GraphSession session = GraphSession.open(file, GraphSessionOptions.onThreads(1));
                BoundRun run = session.bind(Map.of(input, session.zeros(input, shape)))) {
            return perTurn(run::run);
        }
    }

    /** The bytes that this thread allocates per turn, once the code is warm. */
    private static long perTurn(Runnable turn) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 2 * FRAMES; i++) {
            if (i == FRAMES) {
                before = threads.getThreadAllocatedBytes(thread);
            }
            turn.run();
        }
        return (threads.getThreadAllocatedBytes(thread) - before) / FRAMES;
    }

    private static Plane plane(boolean isDirect) {
        int length = WIDTH * HEIGHT * 3 / 2;
        return isDirect ? Plane.of(ByteBuffer.allocateDirect(length)) : Plane.of(new byte[length]);
    }

    private static Frame frame(Plane plane) {
        return Frame.nv12(plane, plane.from(WIDTH * HEIGHT), WIDTH, HEIGHT);
    }
}
