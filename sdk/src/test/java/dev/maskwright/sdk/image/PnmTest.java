package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Netpbm pictures: PBM, PGM and PPM, whose pixels are given here. */
@NullUnmarked
class PnmTest {

    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    @TempDir
    private Path folder;

    private static byte[] file(String header, byte[] samples) {
        byte[] start = header.getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(start, start.length + samples.length);
        System.arraycopy(samples, 0, file, start.length, samples.length);
        return file;
    }

    private static byte[] samples(int count) {
        byte[] samples = new byte[count];
        new Random(1).nextBytes(samples);
        return samples;
    }

    private static byte[] threeEach(byte[] grey) {
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
        return rgb;
    }

    @Test
    void coloursAreThoseOfTheFile() throws IOException {
        byte[] rgb = samples(3 * WIDTH * HEIGHT);
        byte[] file = file("P6\n# a comment\n7 5\n255\n", rgb);
        Frame frame = ImageFiles.decode(file, "picture");
        assertEquals(WIDTH, frame.width());
        assertEquals(HEIGHT, frame.height());
        assertArrayEquals(rgb, frame.rgb());
        assertEquals(new ImageSize(WIDTH, HEIGHT), ImageFiles.size(file, "picture"));
        StringBuilder digits = new StringBuilder("P3 7 5 255\n");
        for (byte sample : rgb) {
            digits.append(sample & 0xff).append('\n');
        }
        byte[] inDigits = digits.toString().getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(rgb, ImageFiles.decode(inDigits, "picture").rgb());
    }

    @Test
    void greyIsReadAsAPictureAndAsLabels() throws IOException {
        byte[] grey = samples(WIDTH * HEIGHT);
        byte[] file = file("P5 7 5 255 ", grey);
        assertArrayEquals(threeEach(grey), ImageFiles.decode(file, "picture").rgb());
        assertArrayEquals(grey, ImageFiles.decodeLabels(file, "labels").ids());
        byte[] wide = new byte[2 * grey.length];
        for (int i = 0; i < grey.length; i++) {
            wide[2 * i] = grey[i];
            wide[2 * i + 1] = (byte) i;
        }
        byte[] sixteen = file("P5 7 5 65535 ", wide);
        assertArrayEquals(threeEach(grey), ImageFiles.decode(sixteen, "picture").rgb());
        char[] numbers = ImageFiles.decodeNumbers(sixteen, "labels").numbers();
        for (int i = 0; i < numbers.length; i++) {
            assertEquals((grey[i] & 0xff) << 8 | i, numbers[i]);
        }
    }

    /** The highest sample value is white; in a bitmap, 1 is black. */
    @Test
    void otherRangesAreScaled() throws IOException {
        byte[] hundred = file("P5 3 1 100\n", new byte[] {0, 50, 100});
        assertArrayEquals(
                threeEach(new byte[] {0, 127, (byte) 255}),
                ImageFiles.decode(hundred, "picture").rgb());
        byte[] bits = file("P4 10 1\n", new byte[] {(byte) 0b10100000, (byte) 0b01000000});
        byte[] rgb = ImageFiles.decode(bits, "picture").rgb();
        for (int x = 0; x < 10; x++) {
            assertEquals(x == 0 || x == 2 || x == 9 ? 0 : 255, rgb[3 * x] & 0xff, "pixel " + x);
        }
    }

    @Test
    void partsOfALargePictureAreThoseOfTheWhole() throws IOException {
        byte[] rgb = samples(3 * 64 * 48);
        Path file = Files.write(folder.resolve("a.ppm"), file("P6 64 48 255\n", rgb));
        LargeImage image = LargeImage.open(file, 3 * 64 * 10);
        byte[] part = new byte[3 * 20 * 12];
        image.read(9, 30, 20, 12, part);
        for (int y = 0; y < 12; y++) {
            int from = 3 * ((30 + y) * 64 + 9);
            assertArrayEquals(
                    Arrays.copyOfRange(rgb, from, from + 60),
                    Arrays.copyOfRange(part, 60 * y, 60 * y + 60),
                    "row " + y);
        }
        assertEquals(16, image.preview(16).width());
    }

    @ParameterizedTest
    @CsvSource({
        "P6 20000 20000 255, 'picture: '", // above the limit of pixels
        "P6 9000 9000 255, 'picture: a damaged or truncated PNM file (10 bytes for a picture of "
                + "9000x9000, which needs 243000000)'",
        "P3 9000 9000 255, 'picture: a damaged or truncated PNM file (10 bytes'",
        "P1 9000 9000, 'picture: a damaged or truncated PNM file (10 bytes'",
        "P6 999999999999 1 255, 'picture: a damaged or truncated PNM file'",
        "P6 -4 4 255, 'picture: a damaged or truncated PNM file'",
        "P6 0 4 255, 'picture: a damaged or truncated PNM file'",
        "P5 2 2 200, 'picture: a netpbm picture with samples up to 200, which is not read'",
        "P5 1 2 40000, 'picture: a netpbm picture with samples up to 40000, which is not read'",
        "P5 2 2 0, 'picture: a'",
        "P6 4, 'picture: a damaged or truncated PNM file'"
    })
    void whatAHeaderClaimsIsHeldAgainstTheFile(String header, String start) {
        byte[] file = file(header + "\n", new byte[10]);
        ImageReadException fault = assertThrows(ImageReadException.class, () -> ImageFiles.decode(file, "picture"));
        assertTrue(String.valueOf(fault.getMessage()).startsWith(start), fault.getMessage());
        assertTrue(!(fault.getCause() instanceof OutOfMemoryError), "no memory is allocated for it");
    }

    @Test
    void noCutOfAFileGivesOtherPixels() throws IOException {
        byte[] whole = file("P6 7 5 255\n", samples(3 * WIDTH * HEIGHT));
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(ImageReadException.class, () -> ImageFiles.decode(cut, "picture"), "after " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P5 2 2 21\n", "P4 8 4\n", "P1 2 2\n0 1 1 0"})
    void labelsThatWouldBeScaledAreRefused(String header) {
        byte[] file = file(header, new byte[] {1, 2, 3, 4});
        ImageReadException fault =
                assertThrows(ImageReadException.class, () -> ImageFiles.decodeLabels(file, "labels"));
        assertTrue(
                String.valueOf(fault.getMessage()).contains("which are scaled when they are read"), fault.getMessage());
    }
}
