package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the code of docs/how-to/android.md. */
@NullUnmarked
@SuppressWarnings("SameNameButDifferent") // an image has planes, and so has a frame
class AndroidTest {

    private static final Path PAGE = Path.of("..", "docs", "how-to", "android.md");

    /** Left half red, right half blue, in full range. */
    private static final int[] RED_YUV = {76, 85, 255};

    private static final int[] BLUE_YUV = {29, 255, 107};

    /** The part of {@code android.media.Image} that is used, with a picture of 8x4. */
    private record Image(int pixelStride, int padding, Runnable closing) {

        private record Plane(ByteBuffer getBuffer, int getRowStride, int getPixelStride) {}

        int getWidth() {
            return 8;
        }

        int getHeight() {
            return 4;
        }

        long getTimestamp() {
            return 42;
        }

        Plane[] getPlanes() {
            return new Plane[] {plane(0, 8, 4, 1), plane(1, 4, 2, pixelStride), plane(2, 4, 2, pixelStride)};
        }

        void close() {
            closing.run();
        }

        /** The last row ends with its last pixel, as in a camera's buffer. */
        private Plane plane(int channel, int width, int height, int stride) {
            int rowStride = width * stride + padding;
            ByteBuffer buffer = ByteBuffer.allocateDirect((height - 1) * rowStride + (width - 1) * stride + 1);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int value = (x < width / 2 ? RED_YUV : BLUE_YUV)[channel];
                    buffer.put(y * rowStride + x * stride, (byte) value);
                }
            }
            return new Plane(buffer, rowStride, stride);
        }
    }

    static Frame frameOf(Image image, Rotation rotation) {
        Image.Plane[] planes = image.getPlanes();
        return Frame.yuv420(plane(planes[0]), plane(planes[1]), plane(planes[2]), image.getWidth(), image.getHeight())
                .rotated(rotation);
    }

    static Plane plane(Image.Plane plane) {
        return Plane.of(plane.getBuffer()).withRowStride(plane.getRowStride()).withPixelStride(plane.getPixelStride());
    }

    static void offer(FrameLoop loop, Image image) {
        loop.offer(frameOf(image, Rotation.CLOCKWISE_90), image.getTimestamp(), image::close);
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "2, 24"})
    void imagesOfCamerasBecomeMasks(int pixelStride, int padding) throws IOException {
        try (Segmenter segmenter = open(8, 4)) {
            Mask mask = segmenter.segment(frameOf(new Image(pixelStride, padding, () -> {}), Rotation.NONE));
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 8; x++) {
                    assertEquals(x < 4 ? 1 : 3, mask.classAt(x, y), x + ", " + y);
                }
            }
        }
    }

    @Test
    void imagesAreClosedOnceTheirMaskIsThere() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<byte[]> classIds = new AtomicReference<>();
        FrameLoop.Listener listener = new FrameLoop.Listener() {
            @Override
            public void masked(FrameLoop.Result result) {
                assertEquals(42, result.timestampNanos());
                classIds.set(result.mask().classIds().clone());
            }

            @Override
            public void failed(Frame frame, long timestampNanos, Throwable fault) {
                throw new AssertionError(fault);
            }
        };
        try (Segmenter segmenter = open(1, 2);
                FrameLoop loop = FrameLoop.start(segmenter, listener)) {
            offer(loop, new Image(2, 0, closed::countDown));
            closed.await();
        }
        assertArrayEquals(new byte[] {1, 3}, classIds.get()); // rotated clockwise, the left is at the top
    }

    @Test
    void theSnippetsAreTheOnesThatRun() throws IOException {
        String source = withoutSpaces(Files.readString(Path.of("src/test/java/dev/maskwright/sdk/AndroidTest.java")));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int count = 0;
        while (block.find()) {
            assertTrue(source.contains(withoutSpaces(block.group(1))), block.group(1));
            count++;
        }
        assertEquals(2, count);
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s+", "");
    }

    private Segmenter open(int width, int height) throws IOException {
        return Segmenter.open(write(pixels("N"), pixelsCard(width, height), folder.resolve("tiny.onnx")));
    }
}
