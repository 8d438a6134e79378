package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.TestPicture.Format;
import dev.maskwright.sdk.TestPicture.Storage;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import dev.maskwright.sdk.geometry.Box;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@NullUnmarked
class FrameTest {

    @ParameterizedTest
    @EnumSource
    void everyFormatIsRgbByItsDefinition(Format format) {
        for (Storage storage : Storage.values()) {
            for (YuvMatrix matrix : YuvMatrix.values()) {
                for (YuvRange range : YuvRange.values()) {
                    TestPicture picture = TestPicture.of(format, storage, 38, 17, TestPicture.noise(1), matrix, range);

                    byte[] rgb = picture.frame().rgb();

                    int tolerance = format.isYuv() ? 1 : 0; // rounding
                    assertTrue(picture.plain().distance(rgb) <= tolerance, storage + " " + matrix + " " + range);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"YUYV", "UYVY"},
            mode = EnumSource.Mode.EXCLUDE)
    void sizesMayBeOdd(Format format) {
        for (Storage storage : Storage.values()) {
            TestPicture picture = TestPicture.of(format, storage, 7, 3, TestPicture.noise(2));
            assertTrue(picture.plain().distance(picture.frame().rgb()) <= 1, storage.toString());
            TestPicture pixel = TestPicture.of(format, storage, 1, 1, TestPicture.noise(3));
            assertTrue(pixel.plain().distance(pixel.frame().rgb()) <= 1, storage.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BT_601, LIMITED, 81, 90, 240, 255, 0, 0", // the primaries as in the standards
        "BT_601, LIMITED, 145, 54, 34, 0, 255, 0",
        "BT_601, LIMITED, 41, 240, 110, 0, 0, 255",
        "BT_601, FULL, 76, 85, 255, 254, 0, 0",
        "BT_709, LIMITED, 63, 102, 240, 255, 0, 0",
        "BT_709, LIMITED, 173, 42, 26, 0, 255, 0",
        "BT_709, LIMITED, 32, 240, 118, 0, 0, 255",
        "BT_601, LIMITED, 16, 128, 128, 0, 0, 0",
        "BT_601, LIMITED, 235, 128, 128, 255, 255, 255",
        "BT_709, FULL, 255, 128, 128, 255, 255, 255",
    })
    void coloursAreThoseOfTheStandards(
            YuvMatrix matrix, YuvRange range, int y, int u, int v, int red, int green, int blue) {
        byte[] nv12 = {(byte) y, (byte) u, (byte) v};

        byte[] rgb = Frame.nv12(nv12, 1, 1).withYuv(matrix, range).rgb();

        assertEquals(red, rgb[0] & 0xff, 1);
        assertEquals(green, rgb[1] & 0xff, 1);
        assertEquals(blue, rgb[2] & 0xff, 1);
    }

    @Test
    void yuvIsLimitedAndAndroidsIsFull() {
        byte[] grey = {100, (byte) 128, (byte) 128};

        assertEquals(98, Frame.nv12(grey, 1, 1).rgb()[0]); // (100 - 16) * 255 / 219
        assertEquals(98, Frame.i420(grey, 1, 1).rgb()[0]);
        Plane plane = Plane.of(grey);
        assertEquals(
                100, Frame.yuv420(plane, plane.from(1), plane.from(2), 1, 1).rgb()[0]);
    }

    @Test
    void oneArrayHoldsAllPlanesInTheirOrder() {
        byte[] pixels = new byte[5 * 3 + 2 * 3 * 2];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (16 * i);
        }
        byte[] y = Arrays.copyOf(pixels, 15);
        byte[] both = Arrays.copyOfRange(pixels, 15, 27);
        byte[] first = Arrays.copyOfRange(pixels, 15, 21);
        byte[] second = Arrays.copyOfRange(pixels, 21, 27);

        assertArrayEquals(
                Frame.nv12(y, both, 5, 3).rgb(), Frame.nv12(pixels, 5, 3).rgb());
        assertArrayEquals(
                Frame.nv21(y, both, 5, 3).rgb(), Frame.nv21(pixels, 5, 3).rgb());
        assertArrayEquals(
                Frame.i420(y, first, second, 5, 3).rgb(),
                Frame.i420(pixels, 5, 3).rgb());
    }

    @ParameterizedTest
    @EnumSource
    void framesAreTurnedMirroredAndCut(Format format) {
        TestPicture picture = TestPicture.of(format, Storage.PADDED_DIRECT, 10, 7, TestPicture.noise(4));
        for (Rotation first : Rotation.values()) {
            for (Rotation second : Rotation.values()) {
                Frame frame = picture.frame().rotated(first).mirrored().region(new Box(1, 2, 5, 4));
                PlainImage plain = picture.plain().rotated(first).mirrored().region(1, 2, 5, 4);

                frame = frame.rotated(second).region(new Box(1, 0, 2, 3)).mirrored();
                plain = plain.rotated(second).region(1, 0, 2, 3).mirrored();

                assertEquals(2, frame.width());
                assertEquals(3, frame.height());
                assertTrue(plain.distance(frame.rgb()) <= 1, first + " " + second);
            }
        }
    }

    @Test
    void aTurnSwapsTheSidesAndFourMakeNone() {
        TestPicture picture = TestPicture.of(Format.RGB, Storage.ARRAYS, 4, 2, TestPicture.noise(5));
        Frame turned = picture.frame().rotated(Rotation.CLOCKWISE_90);

        assertEquals("2x4", turned.width() + "x" + turned.height());
        assertSame(Rotation.CLOCKWISE_270, Rotation.ofDegrees(-90));
        Frame back = turned.rotated(Rotation.ofDegrees(630));
        assertArrayEquals(picture.plain().rgb(), back.rgb());
        assertThrows(IllegalArgumentException.class, () -> Rotation.ofDegrees(45));
    }

    @Test
    void plainRgbIsItsOwnArray() {
        byte[] pixels = new byte[4 * 2 * 3];
        Frame frame = Frame.rgb(pixels, 4, 2);

        assertSame(pixels, frame.rgb());
        assertSame(pixels, frame.mirrored().mirrored().rgb());
        assertSame(pixels, Frame.rgb(Plane.of(ByteBuffer.wrap(pixels)), 4, 2).rgb());
        assertNotSame(pixels, frame.mirrored().rgb());
        assertEquals(2 * 3, Frame.rgb(pixels, 4, 2).region(new Box(0, 0, 2, 1)).rgb().length);
        assertEquals(24, Frame.bgr(pixels, 4, 2).rgb().length);
        assertNotSame(pixels, Frame.bgr(pixels, 4, 2).rgb());
    }

    @Test
    void regionsHaveAllPixelsThatTheyTouch() {
        Frame frame = Frame.grey(new byte[10 * 10], 10, 10);

        assertEquals(3, frame.region(new Box(1.5, 2, 1.7, 1)).width());
        assertEquals(1, frame.region(new Box(1.5, 2, 1.7, 1)).height());
        assertRefused(
                "Box[x=8.0, y=0.0, width=2.5, height=1.0] leaves the frame of 10x10; cut it at the edges first",
                () -> frame.region(new Box(8, 0, 2.5, 1)));
        assertRefused("leaves the frame of 10x10", () -> frame.region(new Box(-0.5, 0, 2, 1)));
        Frame part = frame.region(new Box(5, 5, 5, 5));
        assertRefused("leaves the frame of 5x5", () -> part.region(new Box(0, 0, 6, 5)));
        assertRefused("leaves the frame of 10x10", () -> frame.region(new Box(1e300, 0, 1, 1)));
    }

    @Test
    void framesSeeWhatIsWrittenLater() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).position(2);
        Frame frame = Frame.grey(Plane.of(buffer), 3, 2);
        buffer.position(8); // has no meaning for the frame

        buffer.put(7, (byte) 99);

        assertEquals(99, frame.rgb()[15]);
    }

    @Test
    void wrongSizesAreRefused() {
        byte[] pixels = new byte[12];
        assertRefused("a frame needs at least 1x1 pixels, got 0x4", () -> Frame.rgb(pixels, 0, 4));
        assertRefused("a frame needs at least 1x1 pixels, got 4x-1", () -> Frame.nv12(pixels, 4, -1));
        assertRefused(
                "a frame has at most 268435456 pixels and 1048576 on a side, got 32768x32768",
                () -> Frame.rgb(pixels, 32_768, 32_768));
        assertRefused("got 2147483647x2147483647", () -> Frame.argb(new int[1], Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertRefused("1048576 on a side, got 1048577x1", () -> Frame.grey(pixels, 1_048_577, 1));
        assertRefused(
                "YUYV has pairs of pixels, so the width must be even, got 3; take a region of a wider frame",
                () -> Frame.yuyv(pixels, 3, 2));
    }

    @Test
    void arraysMustHaveTheLengthOfTheirFormat() {
        byte[] pixels = new byte[13];
        assertRefused(
                "RGB of a frame of 2x2 has 12 bytes, got 13; describe gaps with a Plane",
                () -> Frame.rgb(pixels, 2, 2));
        assertRefused("RGBA of a frame of 2x2 has 16 bytes, got 13", () -> Frame.rgba(pixels, 2, 2));
        assertRefused("NV12 of a frame of 3x3 has 17 bytes, got 13", () -> Frame.nv12(pixels, 3, 3));
        assertRefused("UV of a frame of 3x3 has 8 bytes, got 13", () -> Frame.nv12(new byte[9], pixels, 3, 3));
        assertRefused(
                "V of a frame of 3x3 has 4 bytes, got 13", () -> Frame.i420(new byte[9], new byte[4], pixels, 3, 3));
        assertRefused("UYVY of a frame of 4x2 has 16 bytes, got 13", () -> Frame.uyvy(pixels, 4, 2));
        assertRefused("an ARGB frame of 3x3 has 9 ints, got 8", () -> Frame.argb(new int[8], 3, 3));
    }

    @Test
    void planesMustHoldTheirPixels() {
        Plane plane = Plane.of(ByteBuffer.allocateDirect(100));
        assertRefused("a row stride must be at least 1 byte, got -16", () -> plane.withRowStride(-16));
        assertRefused("a pixel stride must be at least 1 byte, got 0", () -> plane.withPixelStride(0));
        assertRefused("a plane of 100 bytes cannot begin at byte 101", () -> plane.from(101));
        assertRefused("a plane of 100 bytes cannot begin at byte -1", () -> plane.from(-1));
        assertRefused(
                "RGBA: a pixel has 4 bytes, so the pixel stride cannot be 3",
                () -> Frame.rgba(plane.withPixelStride(3), 4, 4));
        assertRefused(
                "RGB: a row of 4 pixels, 3 bytes apart, has 12 bytes, so the row stride cannot be 11",
                () -> Frame.rgb(plane.withRowStride(11), 4, 4));
        assertRefused(
                "RGB: 4x4 pixels with a row stride of 40 and a pixel stride of 3 need 132 bytes, got 100",
                () -> Frame.rgb(plane.withRowStride(40), 4, 4));
        assertRefused(
                "UV: 4x4 pixels with a row stride of 8 and a pixel stride of 2 need 32 bytes, got 31",
                () -> Frame.nv12(plane, plane.from(69), 8, 8));
        assertRefused("V: 4x4 pixels", () -> Frame.yuv420(plane, plane, plane.from(99), 8, 8));
        assertRefused("need 2147483", () -> Frame.grey(plane.withPixelStride(Integer.MAX_VALUE), 2, 1));
        assertRefused(
                "YUYV: a pixel has 4 bytes, so the pixel stride cannot be 2",
                () -> Frame.yuyv(plane.withPixelStride(2), 8, 4));
        assertRefused( // found by FrameFuzzTest
                "UYVY: pairs of pixels have 4 bytes and no gaps, so the pixel stride cannot be 5",
                () -> Frame.uyvy(plane.withPixelStride(5), 8, 4));
        assertRefused(
                "ARGB: a row of 4 pixels has as many ints, so the row stride cannot be -4",
                () -> Frame.argb(IntBuffer.allocate(16), 4, 4, -4));
        assertRefused(
                "ARGB: 4x4 pixels with a row stride of 5 need 19 ints, got 18",
                () -> Frame.argb(IntBuffer.allocate(18), 4, 4, 5));
    }

    @Test
    void nullIsRefusedByName() {
        assertRefused("the array of pixels of a frame is null", () -> Frame.rgb((byte[]) null, 1, 1));
        assertRefused("the plane of a frame is null", () -> Frame.rgb((Plane) null, 1, 1));
        assertRefused("the buffer of pixels of a frame is null", () -> Plane.of((ByteBuffer) null));
        Plane plane = Plane.of(new byte[1]);
        assertRefused("the V plane of a frame is null", () -> Frame.i420(plane, plane, null, 1, 1));
        assertRefused("the UV plane of a frame is null", () -> Frame.nv12(plane, null, 1, 1));
        Frame frame = Frame.grey(plane, 1, 1);
        assertRefused("the region of a frame is null", () -> frame.region(null));
        assertRefused("the rotation of a frame is null", () -> frame.rotated(null));
        assertRefused("the matrix of a frame is null", () -> frame.withYuv(null, YuvRange.FULL));
    }

    @Test
    void onlyYuvHasAMatrix() {
        Frame frame = Frame.grey(new byte[1], 1, 1);
        assertRefused(
                "only YUV frames can be converted by BT_709 in FULL range; leave it out here",
                () -> frame.withYuv(YuvMatrix.BT_709, YuvRange.FULL));
    }

    private static void assertRefused(String message, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
