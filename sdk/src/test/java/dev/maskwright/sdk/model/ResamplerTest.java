package dev.maskwright.sdk.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void picturesAreResizedToTheBytesOfPillow(int picture) throws IOException {
        Frame frame = picture(picture);

        byte[] resized = Resampler.resize(frame.rgb(), frame.width(), frame.height(), 3, Filter.BILINEAR, 224, 224);

        assertArrayEquals(golden("img" + picture + "_resized_u8.npy"), resized);
    }

    @ParameterizedTest
    @CsvSource({"1, 30, 77, 240, 387", "2, 22, 33, 179, 168", "3, 9, 9, 77, 45"})
    void cropsAreResizedToTheBytesOfPillow(int picture, int x, int y, int width, int height) throws IOException {
        Frame frame = picture(picture);
        byte[] crop = crop(frame.rgb(), frame.width(), 3, x, y, width, height);

        byte[] resized = Resampler.resize(crop, width, height, 3, Filter.BILINEAR, 224, 224);

        assertArrayEquals(golden("img" + picture + "_crop_resized_u8.npy"), resized);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void masksAreResizedToTheBytesOfPillow(int picture) throws IOException {
        LabelImage mask = ImageFiles.decodeLabels(resource("mask" + picture + ".png"), "mask");

        byte[] resized = Resampler.resize(mask.ids(), mask.width(), mask.height(), 1, Filter.BICUBIC, 224, 224);

        assertArrayEquals(golden("img" + picture + "_mask_resized_u8.npy"), resized);
    }

    @ParameterizedTest
    @CsvSource({"1, 30, 77, 240, 387", "3, 9, 9, 77, 45"})
    void croppedMasksAreResizedToTheBytesOfPillow(int picture, int x, int y, int width, int height) throws IOException {
        LabelImage mask = ImageFiles.decodeLabels(resource("mask" + picture + ".png"), "mask");
        byte[] crop = crop(mask.ids(), mask.width(), 1, x, y, width, height);

        byte[] resized = Resampler.resize(crop, width, height, 1, Filter.BICUBIC, 224, 224);

        assertArrayEquals(golden("img" + picture + "_crop_mask_resized_u8.npy"), resized);
    }

    @Test
    void nearestTakesThePixelUnderTheCentre() {
        byte[] row = {10, 20, 30, 40, 50};

        assertArrayEquals(new byte[] {10, 30, 50}, Resampler.resize(row, 5, 1, 1, Filter.NEAREST, 3, 1));
        assertArrayEquals(new byte[] {20, 30, 40}, resizeBox(row, new Box(1, 0, 3, 1), Filter.NEAREST, 3));
        assertArrayEquals(new byte[] {20, 20, 30, 30}, resizeBox(row, new Box(1, 0, 2, 1), Filter.NEAREST, 4));
    }

    @Test
    void nearestRepeatsWholeRowsAndNoOthers() {
        byte[] grey = {1, 2, 3, 4}; // 2x2
        assertArrayEquals(
                new byte[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
                Resampler.resize(grey, 2, 2, 1, Filter.NEAREST, 4, 4));
        byte[] rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; // 2x2
        assertArrayEquals(
                new byte[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 7, 8, 9, 10, 11, 12},
                Resampler.resize(rgb, 2, 2, 3, Filter.NEAREST, 2, 4));
    }

    @Test
    void boxesMayCutPixels() {
        byte[] row = {0, 100, (byte) 200, 0};

        // From 0.5 to 2.5: half of the first pixel, the second, half of the third, the filter reaching past both ends.
        assertArrayEquals(new byte[] {50, (byte) 150}, resizeBox(row, new Box(0.5, 0, 2, 1), Filter.BILINEAR, 2));
    }

    @ParameterizedTest
    @CsvSource({"BILINEAR", "BICUBIC"})
    void threeChannelsAreThreeSingleChannels(Filter filter) {
        byte[] rgb = new byte[37 * 23 * 3];
        new Random(7).nextBytes(rgb);

        byte[] together = Resampler.resize(rgb, 37, 23, 3, filter, 16, 41);

        for (int c = 0; c < 3; c++) {
            byte[] alone = Resampler.resize(channel(rgb, c), 37, 23, 1, filter, 16, 41);
            assertArrayEquals(alone, channel(together, c));
        }
    }

    @ParameterizedTest
    @CsvSource({"NEAREST", "BILINEAR", "BICUBIC"})
    void theSameSizeIsTheSameImage(Filter filter) {
        byte[] pixels = new byte[9 * 5 * 3];
        new Random(3).nextBytes(pixels);

        assertArrayEquals(pixels, Resampler.resize(pixels, 9, 5, 3, filter, 9, 5));
    }

    @Test
    void wrongCallsSayWhatIsWrong() {
        byte[] pixels = new byte[12];

        assertMessage("the source of 3x2 with 3 channels has 18 bytes, got 12", 3, 2, new Box(0, 0, 3, 2), pixels);
        assertMessage(
                "Box[x=1.0, y=0.0, width=1.5, height=2.0] leaves the image of 2x2; cut it at the edges first",
                2,
                2,
                new Box(1, 0, 1.5, 2),
                pixels);
        assertThrows(IllegalArgumentException.class, () -> new Box(0, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Resampler.resize(pixels, 2, 2, 3, Filter.BILINEAR, 0, 4));
    }

    private static void assertMessage(String message, int width, int height, Box box, byte[] pixels) {
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> Resampler.resize(pixels, width, height, 3, box, Filter.BILINEAR, new byte[3], 1, 1));
        assertEquals(message, e.getMessage());
    }

    private static byte[] resizeBox(byte[] row, Box box, Filter filter, int toWidth) {
        byte[] to = new byte[toWidth];
        Resampler.resize(row, row.length, 1, 1, box, filter, to, toWidth, 1);
        return to;
    }

    private static byte[] channel(byte[] rgb, int channel) {
        byte[] single = new byte[rgb.length / 3];
        for (int i = 0; i < single.length; i++) {
            single[i] = rgb[3 * i + channel];
        }
        return single;
    }

    private static byte[] crop(byte[] pixels, int width, int channels, int x, int y, int toWidth, int toHeight) {
        byte[] crop = new byte[toWidth * toHeight * channels];
        for (int row = 0; row < toHeight; row++) {
            int from = ((y + row) * width + x) * channels;
            System.arraycopy(pixels, from, crop, row * toWidth * channels, toWidth * channels);
        }
        return crop;
    }

    private static Frame picture(int number) throws IOException {
        return ImageFiles.decode(resource("img" + number + ".png"), "picture");
    }

    /** The unsigned bytes of an .npy file. */
    private static byte[] golden(String name) throws IOException {
        byte[] file = resource(name);
        int header = 10 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
        return Arrays.copyOfRange(file, header, file.length);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = ResamplerTest.class.getResourceAsStream("pillow/" + name)) {
            return stream.readAllBytes();
        }
    }
}
