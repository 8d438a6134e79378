package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.TestPicture.Format;
import dev.maskwright.sdk.TestPicture.Storage;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.PixelsWriter;
import dev.maskwright.sdk.internal.preprocess.PlanesWriter;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares with the plain twin: converted to RGB by definition, rotated and cropped pixel by pixel, then resized by
 * {@link Resampler}.
 */
@NullUnmarked
class FramePreparerTest {

    @ParameterizedTest
    @EnumSource
    void everyFormatStorageTurnAndRegionIsWithinTwoOfTheTwin(Format format) {
        for (Storage storage : Storage.values()) {
            TestPicture picture = TestPicture.of(format, storage, 94, 61, TestPicture.noise(1));
            for (Rotation rotation : Rotation.values()) {
                for (boolean isMirrored : new boolean[] {false, true}) {
                    for (boolean isPart : new boolean[] {false, true}) {
                        Frame frame = picture.frame().rotated(rotation);
                        PlainImage plain = picture.plain().rotated(rotation);
                        if (isMirrored) {
                            frame = frame.mirrored();
                            plain = plain.mirrored();
                        }
                        if (isPart) { // odd edges and sizes
                            frame = frame.region(new Box(7, 5, 41, 53));
                            plain = plain.region(7, 5, 41, 53);
                        }

                        byte[] prepared = prepare(frame, 23, 17, Filter.BILINEAR, Fit.STRETCH);

                        boolean isOnItsSide = rotation == Rotation.CLOCKWISE_90 || rotation == Rotation.CLOCKWISE_270;
                        int tolerance = isOnItsSide ? 2 : format.isYuv() ? 1 : 0;
                        int distance = plain.resized(Filter.BILINEAR, 23, 17).distance(prepared);
                        assertTrue(
                                distance <= tolerance,
                                "%s %s mirrored %s part %s: %d"
                                        .formatted(storage, rotation, isMirrored, isPart, distance));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 5, 3",
        "1, 40, 5, 3",
        "40, 1, 3, 5",
        "3, 2, 224, 1",
        "2, 3, 1, 224",
        "5, 7, 64, 48", // enlarging
        "64, 48, 64, 48", // same size
        "63, 200, 64, 48",
        "129, 65, 128, 64",
        "1000, 7, 16, 16",
        "9, 1001, 16, 16",
        "641, 361, 32, 33",
        "4001, 3, 7, 2",
    })
    void sizesOfAllKindsGiveTheBytesOfTheTwin(int width, int height, int toWidth, int toHeight) {
        for (Filter filter : Filter.values()) {
            for (Format format : new Format[] {Format.RGB, Format.ARGB, Format.GREY, Format.NV21}) {
                TestPicture picture = TestPicture.of(format, Storage.ARRAYS, width, height, TestPicture.noise(2));

                byte[] prepared = prepare(picture.frame(), toWidth, toHeight, filter, Fit.STRETCH);

                int distance =
                        picture.plain().resized(filter, toWidth, toHeight).distance(prepared);
                assertTrue(distance <= (format.isYuv() ? 2 : 0), filter + " " + format + ": " + distance);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void turnedFramesMayBeResizedByAnyFilter(Rotation rotation) {
        TestPicture picture = TestPicture.of(Format.BGRA, Storage.DIRECT, 37, 20, TestPicture.noise(3));
        for (Filter filter : Filter.values()) {
            Frame frame = picture.frame().rotated(rotation).mirrored();
            PlainImage plain = picture.plain().rotated(rotation).mirrored();

            int distance = plain.resized(filter, 16, 8).distance(prepare(frame, 16, 8, filter, Fit.STRETCH));

            assertEquals(0, distance, filter.toString());
        }
    }

    @Test
    void saturatedColoursBesideEachOtherAreClippedBeforeTheyAreMixed() {
        int[][] saturated = {{235, 16, 16}, {16, 240, 240}, {255, 0, 255}, {0, 255, 0}, {145, 54, 34}, {81, 90, 240}};
        TestPicture.Samples samples =
                (channel, x, y) -> channel == 0 ? saturated[(x + y) % 6][0] : saturated[(x / 2 + 3 * y) % 6][channel];
        for (YuvMatrix matrix : YuvMatrix.values()) {
            for (YuvRange range : YuvRange.values()) {
                TestPicture picture = TestPicture.of(Format.NV12, Storage.ARRAYS, 321, 181, samples, matrix, range);

                byte[] prepared = prepare(picture.frame(), 56, 56, Filter.BILINEAR, Fit.STRETCH);

                int distance = picture.plain().resized(Filter.BILINEAR, 56, 56).distance(prepared);
                assertTrue(distance <= 1, matrix + " " + range + ": " + distance);
            }
        }
    }

    @Test
    void cameraFramesGiveTheBytesOfTheTwin() {
        TestPicture rgb = TestPicture.of(Format.RGB, Storage.ARRAYS, 1280, 720, TestPicture.noise(4));
        assertArrayEquals(
                rgb.plain().resized(Filter.BILINEAR, 224, 224).rgb(),
                prepare(rgb.frame(), 224, 224, Filter.BILINEAR, Fit.STRETCH));
        TestPicture nv12 = TestPicture.of(Format.NV12, Storage.PADDED_DIRECT, 1920, 1080, TestPicture.noise(5));
        int distance = nv12.plain()
                .resized(Filter.BILINEAR, 224, 224)
                .distance(prepare(nv12.frame(), 224, 224, Filter.BILINEAR, Fit.STRETCH));
        assertTrue(distance <= 1, "" + distance);
    }

    @ParameterizedTest
    @CsvSource({"100, 50, 32, 48", "50, 100, 32, 48", "100, 50, 48, 24", "3, 1000, 24, 24", "7, 5, 64, 33"})
    void letterboxedFramesLieInTheMiddleOnBlack(int width, int height, int inputWidth, int inputHeight) {
        TestPicture picture = TestPicture.of(Format.RGB, Storage.ARRAYS, width, height, TestPicture.noise(6));
        Fitting fitting = Fitting.of(Fit.LETTERBOX, width, height, inputWidth, inputHeight);

        byte[] prepared = prepare(picture.frame(), inputWidth, inputHeight, Filter.BILINEAR, Fit.LETTERBOX);

        PlainImage expected = picture.plain()
                .resized(Filter.BILINEAR, fitting.width(), fitting.height())
                .placed(fitting.left(), fitting.top(), inputWidth, inputHeight);
        assertArrayEquals(expected.rgb(), prepared);
        double scale = Math.min((double) inputWidth / width, (double) inputHeight / height);
        assertEquals(Math.max(1, width * scale), fitting.width(), 0.5);
        assertEquals(Math.max(1, height * scale), fitting.height(), 0.5);
        assertEquals(inputWidth, 2 * fitting.left() + fitting.width(), 1);
        assertEquals(inputHeight, 2 * fitting.top() + fitting.height(), 1);
    }

    @ParameterizedTest
    @EnumSource
    void letterboxedFramesMayBeTurned(Rotation rotation) {
        TestPicture picture = TestPicture.of(Format.YUYV, Storage.ARRAYS, 40, 90, TestPicture.noise(7));
        Frame frame = picture.frame().rotated(rotation);
        Fitting fitting = Fitting.of(Fit.LETTERBOX, frame.width(), frame.height(), 30, 30);

        byte[] prepared = prepare(frame, 30, 30, Filter.BILINEAR, Fit.LETTERBOX);

        PlainImage expected = picture.plain()
                .rotated(rotation)
                .resized(Filter.BILINEAR, fitting.width(), fitting.height())
                .placed(fitting.left(), fitting.top(), 30, 30);
        assertTrue(expected.distance(prepared) <= 2);
    }

    /**
     * Frames of all kinds go through one preparer in random order, each into an image of the batch that still has
     * earlier contents.
     */
    @Test
    void whatCameBeforeLeavesNothingBehind() {
        List<TestPicture> pictures = new ArrayList<>();
        for (Format format : Format.values()) {
            for (Storage storage : new Storage[] {Storage.ARRAYS, Storage.PADDED_DIRECT}) {
                pictures.add(TestPicture.of(format, storage, 60, 20, TestPicture.noise(8)));
                pictures.add(TestPicture.of(format, storage, 18, 66, TestPicture.noise(9)));
            }
        }
        Collections.shuffle(pictures, new Random(10));
        Input input = input(24, 20, Filter.BILINEAR, Fit.LETTERBOX);
        ByteBuffer tensor = ByteBuffer.allocateDirect(3 * 24 * 20 * 3);
        FramePreparer preparer = new FramePreparer(input, new PixelsWriter(tensor, 24, 20), null);
        byte[] before = new byte[24 * 20 * 3];
        for (int i = 0; i < pictures.size(); i++) {
            Frame frame = pictures.get(i).frame().region(new Box(i % 3, i % 2, 15, 18));

            preparer.prepare(frame, i % 3);

            byte[] image = new byte[24 * 20 * 3];
            tensor.get(i % 3 * image.length, image);
            assertArrayEquals(prepare(frame, 24, 20, Filter.BILINEAR, Fit.LETTERBOX), image);
            tensor.get((i + 2) % 3 * image.length, image);
            assertArrayEquals(before, image, "the image of the frame before");
            tensor.get(i % 3 * image.length, before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsAreThoseOfTheWholeToTheBit(Format format) {
        Random random = new Random(12);
        for (Storage storage : Storage.values()) {
            TestPicture picture = TestPicture.of(format, storage, 94, 62, TestPicture.noise(12));
            for (Rotation rotation : Rotation.values()) {
                for (Fit fit : Fit.values()) {
                    Frame frame = picture.frame().rotated(rotation);
                    frame = random.nextBoolean() ? frame.mirrored() : frame;
                    Fitting whole = Fitting.of(fit, frame.width(), frame.height(), 31, 27);
                    byte[] expected = prepare(frame, 31, 27, Filter.BILINEAR, fit);
                    int width = 1 + random.nextInt(whole.width());
                    int height = 1 + random.nextInt(whole.height());
                    ByteBuffer tensor = ByteBuffer.allocateDirect(width * height * 3);
                    FramePreparer preparer = new FramePreparer(
                            input(width, height, Filter.BILINEAR, fit), new PixelsWriter(tensor, width, height), null);
                    for (int round = 0; round < 3; round++) {
                        int left = whole.left() + random.nextInt(whole.width() - width + 1);
                        int top = whole.top() + random.nextInt(whole.height() - height + 1);

                        preparer.preparePart(frame, whole, left, top);

                        for (int y = 0; y < height; y++) {
                            byte[] row = new byte[3 * width];
                            byte[] expectedRow = new byte[3 * width];
                            tensor.get(3 * y * width, row);
                            System.arraycopy(expected, 3 * ((top + y) * 31 + left), expectedRow, 0, 3 * width);
                            assertArrayEquals(expectedRow, row, storage + " " + rotation + " " + fit);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void planesAreThePixelsNormalised(Rotation rotation) {
        Normalization normalization = new Normalization(List.of(0.1f, 0.2f, 0.3f), List.of(0.4f, 0.5f, 0.6f));
        TestPicture picture = TestPicture.of(Format.I420, Storage.ARRAYS, 50, 34, TestPicture.noise(11));
        Frame frame = picture.frame().rotated(rotation);
        Input input =
                new Input("image", Layout.NCHW, PixelType.FLOAT32, 12, 9, 1, true, Filter.BILINEAR, Fit.LETTERBOX);
        FloatBuffer tensor = ByteBuffer.allocateDirect(2 * 12 * 9 * 3 * 4).asFloatBuffer();

        new FramePreparer(input, new PlanesWriter(tensor, 12, 9, normalization), null).prepare(frame, 1);

        byte[] pixels = prepare(frame, 12, 9, Filter.BILINEAR, Fit.LETTERBOX);
        for (int i = 0; i < pixels.length; i++) {
            int c = i % 3;
            float expected = ((pixels[i] & 0xff) / 255f - normalization.mean().get(c))
                    / normalization.std().get(c);
            assertEquals(expected, tensor.get(12 * 9 * 3 + c * 12 * 9 + i / 3), 1e-6f);
            assertEquals(0, tensor.get(i));
        }
    }

    private static byte[] prepare(Frame frame, int width, int height, Filter filter, Fit fit) {
        ByteBuffer tensor = ByteBuffer.allocateDirect(width * height * 3);
        new FramePreparer(input(width, height, filter, fit), new PixelsWriter(tensor, width, height), null)
                .prepare(frame, 0);
        byte[] pixels = new byte[tensor.capacity()];
        tensor.get(0, pixels);
        return pixels;
    }

    private static Input input(int width, int height, Filter filter, Fit fit) {
        return new Input("pixels", Layout.NHWC, PixelType.UINT8, width, height, 1, true, filter, fit);
    }
}
