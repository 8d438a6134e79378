package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are truncated, or ask decoders for more than a picture needs. */
@NullUnmarked
@Timeout(60)
class ImageGuardsTest {

    @TempDir
    Path folder;

    /** Each decoder fills in missing data in its own way; here a picture is whole or refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile.jpg",
                "profile-progressive.jpg",
                "restart.jpg",
                "cmyk.jpg",
                "profile.png",
                "profile.webp",
                "profile.tif",
                "profile-jpeg.tif",
                "noise.bmp",
                "noise.gif"
            })
    void noCutOfAFileGivesOtherPixels(String name) throws IOException {
        byte[] whole = name.startsWith("noise") ? noise(name.substring(6)) : PillowPixelsTest.resource(name);
        byte[] pixels = ImageFiles.decode(whole, "picture").rgb();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertArrayEquals(pixels, ImageFiles.decode(cut, "picture").rgb(), "cut to " + length);
            } catch (ImageReadException e) {
                refused++;
            }
        }
        assertTrue(refused > whole.length / 3, refused + " of " + whole.length);
    }

    @ParameterizedTest
    @CsvSource({"profile.jpg, 1", "profile.jpg, 2", "profile-progressive.jpg, 2", "restart.jpg, 2"})
    void jpegThatLacksOnlyItsLastMarkerIsRead(String name, int missing) throws IOException {
        byte[] whole = PillowPixelsTest.resource(name);
        byte[] cut = Arrays.copyOf(whole, whole.length - missing);

        assertArrayEquals(
                ImageFiles.decode(whole, "picture").rgb(),
                ImageFiles.decode(cut, "picture").rgb());
        LargeImage.open(Files.write(folder.resolve("cut.jpg"), cut)).preview(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile.jpg", "restart.jpg"})
    void jpegThatLacksDataIsRefusedThoughItHasItsLastMarker(String name) throws IOException {
        byte[] whole = PillowPixelsTest.resource(name);
        byte[] cut = Arrays.copyOf(whole, whole.length - 40);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;

        assertRefused(
                cut, "picture: a truncated JPEG file: its %d bytes end before the picture does".formatted(cut.length));
    }

    /**
     * A WebP with a simple code for every channel, so that pixels take no bits, preceded by any number of passes over
     * the picture.
     */
    private static byte[] webpOfManyPasses(int passes) {
        BitSet bits = new BitSet();
        int at = 0;
        for (int i = 0; i < passes; i++, at += 3) {
            bits.set(at); // there is a transform:
            bits.set(at + 2); // number 2, of green
        }
        at += 3; // no other transform, no cache, no groups
        for (int i = 0; i < 5; i++, at += 4) {
            bits.set(at); // a simple code of one symbol of one bit
        }
        byte[] packed = Arrays.copyOf(bits.toByteArray(), (at + 7) / 8);
        int size = 999 | 999 << 14; // 1000x1000
        ByteBuffer file = ByteBuffer.allocate(25 + packed.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(17 + packed.length);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(5 + packed.length);
        return file.put((byte) 0x2f).putInt(size).put(packed).array();
    }

    @Test
    void webpMayGoOverItsPictureOnlySoOften() throws IOException {
        assertEquals(1000, ImageFiles.decode(webpOfManyPasses(1), "picture").width());
        assertRefused(webpOfManyPasses(5000), "picture: a damaged or truncated WEBP file (");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UklGRlYAAABXRUJQVlA4TEkAAAAvD8ADABcgkE122fwN0hAIJEHtr/YwDXpsmwnx/kkdaC2LCWX7aK6hVLx/uYWM3Zd5f3yBt5aS/ails//8ufMVrDWXvhrN3z/rGDjwoR+L55yKbnfxu+mb7tWAAAA=",
                "UklGRmIAAABXRUJQVlA4TFUAAAAvF8ADABcgkE126+zTEAgk6ewP+CDPf0ypuNM4bscnKv7P4IM+RwlPBiUq0o9LJyIi+j8HP7CBEqgHhGp4E4r+zTo0b8IQPQwvjMMGSuAA+7M/cIEcAA=="
            })
    @Timeout(5)
    void webpThatReadsOnBehindItsEndIsRefusedAtOnce(String base64) {
        assertRefused(Base64.getDecoder().decode(base64), "picture: a damaged or truncated WEBP file");
    }

    @Test
    void jpegMayHaveOnlySoManyScans() throws IOException {
        byte[] whole = PillowPixelsTest.resource("profile-progressive.jpg");
        int last = whole.length - 2;
        while (!(whole[last] == (byte) 0xff && whole[last + 1] == (byte) 0xda)) {
            last--;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(whole, 0, last);
        for (int i = 0; i < 200; i++) {
            many.write(whole, last, whole.length - 2 - last);
        }
        many.write(whole, whole.length - 2, 2);

        assertRefused(many.toByteArray(), "picture: a JPEG file with more than 100 scans");
    }

    @Test
    void tilesAndSamplesOfTiffAreHeldAgainstThePicture() throws IOException {
        byte[] tiff = PillowPixelsTest.resource("profile.tif");
        assertRefused(changed(tiff, 277, 60_000), "picture: a damaged TIFF file (60000 samples of 8 bits");
        // RowsPerStrip and PlanarConfiguration become tiles
        byte[] tiled = changed(changed(renamed(renamed(tiff, 278, 322), 284, 323), 322, 50_000), 323, 50_000);
        assertRefused(tiled, "picture: a damaged TIFF file (tiles of 50000x50000 for a picture of 16x12");
    }

    @ParameterizedTest
    @CsvSource({
        "259, 50000, its pixels are compressed with Zstandard",
        "259, 34712, its pixels are compressed with JPEG 2000",
        "262, 32803, it holds the raw pattern of a camera's sensor",
        "262, 1, it has 3 samples per pixel and does not say which of them"
    })
    void kindsOfTiffThatNoReaderKnowsAreNamedAndNotCalledDamaged(int tag, int value, String reason) throws IOException {
        assertRefused(
                changed(PillowPixelsTest.resource("profile.tif"), tag, value),
                "picture: a kind of TIFF that cannot be read: " + reason);
    }

    @Test
    void picturesInsideBmpAreRefused() throws IOException {
        byte[] bmp = noise("bmp");
        bmp[30] = 5;
        assertRefused(bmp, "picture: a BMP with a PNG inside, which is meant for printers; store it as PNG");
    }

    @Test
    void partsOfPngThatAreLongerThanTheFileTakeNoMemory() throws IOException {
        byte[] png = PillowPixelsTest.resource("profile.png");
        png[33] = 0x7f; // the length of the first chunk after the header
        assertRefused(png, "picture: a damaged or truncated PNG file (a chunk of ");
    }

    @ParameterizedTest
    @CsvSource({
        "'0000001c66747970686569630000000068656963', a HEIC picture",
        "'0000001c667479706d69663100000000686569630000', a HEIC picture",
        "'0000001c6674797061766966000000006d696631', an AVIF picture",
        "'0000000c6a5020200d0a870a00000014', a JPEG 2000 picture",
        "'ff4fff51002f', a JPEG 2000 picture",
        "'0000000c4a584c200d0a870a', a JPEG XL picture",
        "'3842505300010000', a Photoshop picture (PSD)",
        "'50370a', a netpbm picture (PAM)"
    })
    void picturesOfOtherFormatsAreNamed(String hex, String format) {
        byte[] file = HexFormat.of().parseHex(hex);
        assertRefused(
                Arrays.copyOf(file, 64),
                "picture: " + format
                        + ", which is not read; store it as one of [JPEG, PNG, WEBP, TIFF, BMP, GIF, PNM]");
    }

    @Test
    void whatTellsAFormatMayStandFarBehindTheBeginningOfALargeFile() throws IOException {
        byte[] dicom = new byte[1000];
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
        Path file = Files.write(folder.resolve("scan"), dicom);
        ImageReadException e = assertThrows(ImageReadException.class, () -> LargeImage.open(file));
        assertTrue(e.getMessage().startsWith(file + ": a DICOM file, which is not read"), e.getMessage());
    }

    @Test
    void aPageInPlaceOfADownloadIsNamed() {
        assertRefused(
                "<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII),
                "picture: an HTML page (downloads return one when the file needs a login or no longer exists)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void floatsAreRefusedWhateverTheirColours(int bands) {
        assertRefused(
                tiff(bands, 32, 3, new byte[16 * bands]),
                "picture: floating-point samples of 32 bits are not supported; convert it to 8 bits");
    }

    @ParameterizedTest
    @CsvSource({"1, tiff", "3, tiff", "1, png"})
    void twelveBitsInSixteenAreNotBlack(int bands, String format) throws IOException {
        assertArrayEquals(new byte[] {0, 16, 127, -1}, firstBand(bands, format, 0, 0x100, 0x7ff, 0xfff));
        assertArrayEquals(new byte[] {0, 1, 16, -1}, firstBand(bands, format, 0, 0x1ff, 0x1000, 0xffff));
    }

    private byte[] firstBand(int bands, String format, int... samples) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(8 * bands).order(ByteOrder.LITTLE_ENDIAN);
        BufferedImage grey = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 4 * bands; i++) {
            all.putShort((short) samples[i / bands]);
            grey.getRaster().setSample(i / bands, 0, 0, samples[i / bands]);
        }
        byte[] file = format.equals("png") ? encoded(grey, "png") : tiff(bands, 16, 1, all.array());
        Frame frame = ImageFiles.decode(file, "picture");
        byte[] large = new byte[12];
        LargeImage.open(Files.write(folder.resolve("picture"), file)).read(0, 0, 4, 1, large);
        assertArrayEquals(frame.rgb(), large);
        return new byte[] {frame.rgb()[0], frame.rgb()[3], frame.rgb()[6], frame.rgb()[9]};
    }

    @Test
    void stripsOfAPictureAreEquallyBright() throws IOException {
        BufferedImage grey = new BufferedImage(4, 2, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 0xfff);
        grey.getRaster().setSample(0, 1, 0, 0xffff);
        Path file = Files.write(folder.resolve("picture.png"), encoded(grey, "png"));
        byte[] row = new byte[12];
        LargeImage.open(file, 12).read(0, 0, 4, 1, row);
        assertEquals(15, row[0]);
    }

    /** An uncompressed picture of 4x1. */
    private static byte[] tiff(int bands, int bits, int format, byte[] samples) {
        int[][] entries = {
            {256, 4},
            {257, 1},
            {258, bits},
            {259, 1},
            {262, bands == 1 ? 1 : 2},
            {273, 8},
            {277, bands},
            {278, 1},
            {279, samples.length},
            {339, format}
        };
        ByteBuffer file = ByteBuffer.allocate(8 + samples.length + 2 + 12 * entries.length + 4 + 12 * bands)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8 + samples.length);
        file.put(samples).putShort((short) entries.length);
        int more = file.position() + 12 * entries.length + 4;
        for (int[] entry : entries) {
            boolean isPerBand = entry[0] == 258 || entry[0] == 339;
            file.putShort((short) entry[0]).putShort((short) 3).putInt(isPerBand ? bands : 1);
            if (isPerBand && bands > 2) {
                file.putInt(more);
                for (int i = 0; i < bands; i++, more += 2) {
                    file.putShort(more, (short) entry[1]);
                }
            } else {
                file.putInt(entry[1]);
            }
        }
        return file.array();
    }

    private static void assertRefused(byte[] file, String start) {
        ImageReadException e = assertThrows(ImageReadException.class, () -> ImageFiles.decode(file, "picture"));
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
    }

    private static byte[] noise(String format) throws IOException {
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, random.nextInt(1 << 24));
        }
        return encoded(image, format);
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes));
        return bytes.toByteArray();
    }

    /** The position of a tag's entry in a little-endian TIFF file. */
    private static int entry(ByteBuffer tiff, int tag) {
        int at = tiff.getInt(4) + 2;
        while ((tiff.getShort(at) & 0xffff) != tag) {
            at += 12;
        }
        return at;
    }

    private static byte[] renamed(byte[] tiff, int tag, int to) {
        ByteBuffer file = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        file.putShort(entry(file, tag), (short) to);
        return file.array();
    }

    private static byte[] changed(byte[] tiff, int tag, int value) {
        ByteBuffer file = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int at = entry(file, tag);
        file.putShort(at + 2, (short) 4).putInt(at + 4, 1).putInt(at + 8, value);
        return file.array();
    }
}
