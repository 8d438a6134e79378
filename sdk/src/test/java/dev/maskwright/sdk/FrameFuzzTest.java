package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.PixelsWriter;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Frames of random sizes, strides, offsets and lengths, most of them nearly right. Each is refused with an
 * {@link IllegalArgumentException}, or the kernel resizes it as {@link Resampler} resizes its {@link Frame#rgb()};
 * nothing else may happen. {@code -Dmaskwright.fuzz=10} tries ten times as many.
 */
@NullUnmarked
class FrameFuzzTest {

    private static final int FRAMES = 100_000 * Integer.getInteger("maskwright.fuzz", 1);
    private static final int[] EXTREMES = {
        0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 16, 46_341, 1 << 20, (1 << 20) + 1, 1 << 30, -4
    };

    private final Random random;
    private final byte[] bytes = new byte[4096];
    private final ByteBuffer direct = ByteBuffer.allocateDirect(4096);

    FrameFuzzTest() {
        random = new Random(20);
        random.nextBytes(bytes);
        direct.put(0, bytes);
    }

    @Test
    void nothingButARefusalOrTheRightPixelsComesOut() {
        int made = 0;
        for (int i = 0; i < FRAMES; i++) {
            random.setSeed(i);
            try {
                Frame frame = looked(frame());
                made++;
                check(frame);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null && e.getMessage().length() > 20, "input " + i + " needs a message");
            } catch (RuntimeException | Error e) {
                fail("input " + i, e);
            }
        }
        assertTrue(made > FRAMES / 4, "most inputs should be nearly right, but only %d were frames".formatted(made));
        assertTrue(made < FRAMES * 3 / 4, "many inputs should be wrong, but %d were frames".formatted(made));
    }

    private Frame frame() {
        int width = mostly(1 + random.nextInt(12));
        int height = mostly(1 + random.nextInt(12));
        int halfWidth = (width + 1) / 2;
        int halfHeight = (height + 1) / 2;
        return switch (random.nextInt(20)) {
            case 0 -> Frame.rgb(array(width, height, 3), width, height);
            case 1 -> Frame.bgra(array(width, height, 4), width, height);
            case 2 -> Frame.argb(new int[length(width, height, 1)], width, height);
            case 3 -> Frame.grey(array(width, height, 1), width, height);
            case 4 -> Frame.nv12(array(width, height, 1), array(halfWidth, halfHeight, 2), width, height);
            case 5 ->
                Frame.i420(
                        array(width, height, 1),
                        array(halfWidth, halfHeight, 1),
                        array(halfWidth, halfHeight, 1),
                        width,
                        height);
            case 6 -> {
                int all = length(width, height, 1) + 2 * length(halfWidth, halfHeight, 1);
                yield Frame.nv21(new byte[Math.max(0, all)], width, height);
            }
            case 7 -> Frame.uyvy(array(width, height, 2), width, height);
            case 8 -> Frame.rgb(plane(width, height, 3), width, height);
            case 9 -> Frame.bgr(plane(width, height, 3), width, height);
            case 10 -> Frame.rgba(plane(width, height, 4), width, height);
            case 11 -> argb(width, height);
            case 12 -> Frame.grey(plane(width, height, 1), width, height);
            case 13 -> Frame.yuyv(plane(width / 2, height, 4), width, height);
            case 14 -> Frame.uyvy(plane(width / 2, height, 4), width, height);
            case 15 -> Frame.nv21(plane(width, height, 1), plane(halfWidth, halfHeight, 2), width, height);
            case 16 ->
                Frame.i420(
                        plane(width, height, 1),
                        plane(halfWidth, halfHeight, 1),
                        plane(halfWidth, halfHeight, 1),
                        width,
                        height);
            case 17 ->
                Frame.yuv420(
                        plane(width, height, 1),
                        plane(halfWidth, halfHeight, 1 + random.nextInt(2)),
                        plane(halfWidth, halfHeight, 1 + random.nextInt(2)),
                        width,
                        height);
            case 18 -> {
                Plane both = plane(width, height, 2);
                yield Frame.nv12(both, both.from(mostly(length(width, height, 1))), width, height);
            }
            default -> {
                Plane plane = plane(width, height, 4);
                Plane nothing = random.nextInt(4) == 0 ? null : plane;
                yield Frame.yuv420(plane, nothing, plane.from(1), width, height);
            }
        };
    }

    /** A number that is usually right, but occasionally slightly or entirely wrong. */
    private int mostly(int right) {
        int kind = random.nextInt(24);
        return kind == 0
                ? EXTREMES[random.nextInt(EXTREMES.length)]
                : kind == 1 ? right + random.nextInt(5) - 2 : right;
    }

    private static int length(int width, int height, int pixelBytes) {
        long length = (long) width * height * pixelBytes;
        return (int) Math.max(0, Math.min(length, 4096));
    }

    private byte[] array(int width, int height, int pixelBytes) {
        byte[] array = new byte[Math.max(0, Math.min(4096, mostly(length(width, height, pixelBytes))))];
        System.arraycopy(bytes, 0, array, 0, array.length);
        return random.nextInt(200) == 0 ? null : array;
    }

    /** A plane with room for the pixels, or nearly so. */
    private Plane plane(int width, int height, int pixelBytes) {
        int pixelStride = random.nextInt(3) == 0 ? pixelBytes + random.nextInt(3) : pixelBytes;
        int rowStride = width * pixelStride + (random.nextInt(3) == 0 ? random.nextInt(6) : 0);
        long needed = (height - 1L) * rowStride + (width - 1L) * pixelStride + pixelBytes;
        int length = mostly((int) Math.max(0, Math.min(needed, 4096)));
        int start = random.nextInt(3);
        int end = Math.max(start, Math.min(4096, start + length));
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.wrap(bytes) : direct.duplicate();
        Plane plane = Plane.of(buffer.limit(end).position(start));
        if (random.nextInt(4) != 0 || rowStride != width * pixelStride) {
            plane = plane.withRowStride(mostly(rowStride));
        }
        if (random.nextInt(4) != 0 || pixelStride != pixelBytes) {
            plane = plane.withPixelStride(mostly(pixelStride));
        }
        return random.nextInt(100) == 0 ? plane.from(mostly(0)) : plane;
    }

    private Frame argb(int width, int height) {
        int rowStride = mostly(width + random.nextInt(3));
        IntBuffer ints = random.nextBoolean()
                ? IntBuffer.allocate(1024)
                : direct.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int length = mostly(length(rowStride, height, 1));
        return Frame.argb(ints.limit(Math.max(0, Math.min(1024, length))), width, height, rowStride);
    }

    private Frame looked(Frame frame) {
        Frame looked = frame;
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> looked = looked.rotated(Rotation.ofDegrees(90 * random.nextInt(4)));
                case 1 -> looked = looked.mirrored();
                case 2 -> {
                    double x = random.nextInt(looked.width());
                    double y = random.nextInt(looked.height());
                    double width = random.nextInt(3) == 0 ? random.nextDouble() * 8 : looked.width() - x;
                    double height = mostly((int) (looked.height() - y));
                    looked = looked.region(new Box(x, y, width, height));
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        looked = looked.withYuv(
                                YuvMatrix.BT_709, random.nextBoolean() ? YuvRange.FULL : YuvRange.LIMITED);
                    }
                }
            }
        }
        return looked;
    }

    /** Checks that the kernel and its plain twin agree. */
    private void check(Frame frame) {
        Filter filter = random.nextInt(8) == 0 ? Filter.NEAREST : Filter.BILINEAR;
        Fit fit = random.nextInt(3) == 0 ? Fit.LETTERBOX : Fit.STRETCH;
        int width = 1 + random.nextInt(9);
        int height = 1 + random.nextInt(9);
        Input input = new Input("pixels", Layout.NHWC, PixelType.UINT8, width, height, 1, true, filter, fit);
        ByteBuffer tensor = ByteBuffer.allocate(width * height * 3);
        FramePreparer preparer = new FramePreparer(input, new PixelsWriter(tensor, width, height), null);

        preparer.prepare(frame, 0);

        byte[] first = tensor.array().clone();
        preparer.prepare(frame, 0);
        assertEquals(ByteBuffer.wrap(first), tensor, "twice the same frame");
        byte[] rgb = frame.rgb();
        assertEquals(frame.width() * frame.height() * 3, rgb.length);
        if (fit == Fit.STRETCH) {
            PlainImage plain = new PlainImage(rgb, frame.width(), frame.height()).resized(filter, width, height);
            int distance = plain.distance(first);
            assertTrue(distance <= (filter == Filter.NEAREST ? 0 : 2), "differs by " + distance);
        }
    }
}
