package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class AllocationTest {

    private static final int FRAMES = 200;

    @TempDir
    Path folder;

    /** What a camera loop does for each frame, the new {@link Frame} and the Java side of ONNX Runtime included. */
    @ParameterizedTest
    @CsvSource({"pixels, false", "pixels, true", "tensor, false", "tensor, true"})
    void aFrameTakesLessThanFourKilobytesOfHeap(String form, boolean isDirect) throws IOException {
        int width = 160;
        int height = 90;
        Path file = form.equals("pixels")
                ? write(pixels("N"), pixelsCard(64, 64), folder.resolve("model.onnx"))
                : write(tensor(1), tensorCard(64, 64), folder.resolve("model.onnx"));
        int length = width * height * 3 / 2;
        Plane plane = isDirect ? Plane.of(ByteBuffer.allocateDirect(length)) : Plane.of(new byte[length]);
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withThreads(1))) {
            Mask mask = segmenter.segment(frame(plane, width, height));
            run(segmenter, plane, width, height, mask);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();

            long before = threads.getThreadAllocatedBytes(thread);
            run(segmenter, plane, width, height, mask);
            long perFrame = (threads.getThreadAllocatedBytes(thread) - before) / FRAMES;

            assertTrue(perFrame < 4096, perFrame + " bytes per frame");
        }
    }

    private static void run(Segmenter segmenter, Plane plane, int width, int height, Mask mask) {
        for (int i = 0; i < FRAMES; i++) {
            segmenter.segmentInto(frame(plane, width, height).rotated(Rotation.CLOCKWISE_90), mask);
        }
    }

    private static Frame frame(Plane plane, int width, int height) {
        return Frame.nv12(plane, plane.from(width * height), width, height);
    }
}
