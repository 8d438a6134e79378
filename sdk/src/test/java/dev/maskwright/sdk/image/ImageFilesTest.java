package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.sdk.frame.Frame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class ImageFilesTest {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 32;

    @TempDir
    Path folder;

    /** Opening a pipe that nobody writes to blocks forever. */
    @Test
    @Timeout(20)
    void pipesAreRefused() throws Exception {
        Path pipe = folder.resolve("pipe.png");
        boolean isMade = Files.isExecutable(Path.of("/usr/bin/mkfifo"))
                && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        assumeTrue(isMade, "mkfifo is not here");
        ImageReadException fault = assertThrows(ImageReadException.class, () -> ImageFiles.read(pipe));
        assertEquals(pipe + ": a pipe or a device, expected a file; write the picture into a file", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff", "gif"})
    void losslessFormatsKeepEveryPixel(String format) throws IOException {
        Frame frame = ImageFiles.decode(encoded(quadrants(), format), "picture");

        assertEquals(WIDTH, frame.width());
        assertEquals(HEIGHT, frame.height());
        assertArrayEquals(rgb(quadrants()), frame.rgb());
    }

    @Test
    void jpegIsReadFromAFileWhateverItsName() throws IOException {
        Path file = Files.write(folder.resolve("picture.dat"), encoded(quadrants(), "jpeg"));

        assertCorners(ImageFiles.read(file), "RGBY");
    }

    @Test
    void webpIsRead() throws IOException {
        byte[] webp = Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");

        assertEquals(1, ImageFiles.decode(webp, "picture").width());
        byte[] half = Arrays.copyOf(webp, webp.length / 2);
        assertMessage(half, "picture: a damaged or truncated WEBP file (");
    }

    @ParameterizedTest
    @CsvSource({"1, RGBY", "2, GRYB", "3, YBGR", "4, BYRG", "5, RBGY", "6, BRYG", "7, YGBR", "8, GYRB"})
    void jpegIsTurnedAsItsExifOrientationSays(int orientation, String corners) throws IOException {
        byte[] jpeg = withExif(encoded(quadrants(), "jpeg"), orientation);
        Frame frame = ImageFiles.decode(jpeg, "picture");

        assertEquals(orientation, ImageFiles.orientation(jpeg));
        assertEquals(orientation < 5 ? WIDTH : HEIGHT, frame.width());
        assertCorners(frame, corners);
    }

    @Test
    void pngIsTurnedAsItsExifOrientationSays() throws IOException {
        byte[] png = encoded(quadrants(), "png");

        assertCorners(ImageFiles.decode(withChunk(png, "eXIf", tiffHeader(6)), "picture"), "BRYG");
    }

    @Test
    void whatSaysNothingIsUpright() throws IOException {
        assertEquals(1, ImageFiles.orientation(encoded(quadrants(), "png")));
        assertEquals(1, ImageFiles.orientation(new byte[] {1, 2, 3}));
    }

    @Test
    void labelsAreNotTurned() throws IOException {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {7, 9});

        LabelImage labels = ImageFiles.decodeLabels(withChunk(encoded(grey, "png"), "eXIf", tiffHeader(6)), "labels");

        assertEquals(2, labels.width());
        assertArrayEquals(new byte[] {7, 9}, labels.ids());
    }

    @Test
    void brokenExifLeavesThePictureUpright() throws IOException {
        byte[] jpeg = withExif(encoded(quadrants(), "jpeg"), 6);
        Arrays.fill(jpeg, 16, 30, (byte) 0xee);

        assertCorners(ImageFiles.decode(jpeg, "picture"), "RGBY");
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void greyKeepsItsLevels(int type) throws IOException {
        BufferedImage grey = new BufferedImage(3, 1, type);
        int scale = type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
        grey.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 100 * scale, 255 * scale});

        byte[] rgb = ImageFiles.decode(encoded(grey, "png"), "picture").rgb();

        assertArrayEquals(new byte[] {0, 0, 0, 100, 100, 100, -1, -1, -1}, rgb);
    }

    @Test
    void transparencyIsDroppedAndNotBlended() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00102030);
        image.setRGB(1, 0, 0x80405060);

        byte[] rgb = ImageFiles.decode(encoded(image, "png"), "picture").rgb();

        assertArrayEquals(new byte[] {0x10, 0x20, 0x30, 0x40, 0x50, 0x60}, rgb);
    }

    @Test
    void cmykJpegBecomesRgb() throws IOException {
        WritableRaster cmyk = Raster.createInterleavedRaster(0, WIDTH, HEIGHT, 4, null);
        for (int band = 0; band < 4; band++) { // red: no cyan, all magenta and yellow, no black; Adobe stores 255 - ink
            int[] samples = new int[WIDTH * HEIGHT];
            Arrays.fill(samples, band == 1 || band == 2 ? 0 : 255);
            cmyk.setSamples(0, 0, WIDTH, HEIGHT, band, samples);
        }
        byte[] jpeg = encoded(new IIOImage(cmyk, null, null), "jpeg");
        byte[] adobe = "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII); // version 100, no transform

        assertCorners(ImageFiles.decode(withSegment(jpeg, 0xee, adobe), "picture"), "RRRR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "bmp", "tiff", "gif"})
    void truncatedFilesAreErrorsAndNotHalfPictures(String format) throws IOException {
        byte[] whole = encoded(noise(), format);

        for (int percent : new int[] {30, 60, 90}) {
            byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
            ImageReadException e =
                    assertThrows(ImageReadException.class, () -> ImageFiles.decode(part, "picture"), percent + " %");
            assertTrue(e.getMessage().contains("truncated"), e.getMessage());
        }
    }

    @Test
    void aTruncatedJpegIsNotSavedByItsThumbnail() throws IOException {
        byte[] jpeg = encoded(quadrants(), "jpeg");
        byte[] thumbnail = withSegment(jpeg, 0xe5, jpeg);

        assertCorners(ImageFiles.decode(thumbnail, "picture"), "RGBY");
        assertMessage(
                Arrays.copyOf(thumbnail, thumbnail.length - 30),
                "picture: a truncated JPEG file: its %d bytes end before the picture does"
                        .formatted(thumbnail.length - 30));
    }

    @Test
    void filesThatAreNoPicturesSayWhatTheyAre() {
        assertMessage(new byte[0], "picture: the file is empty; replace it or leave it out");
        assertMessage(
                "hello world, this".getBytes(StandardCharsets.US_ASCII),
                "picture: not a picture that can be read: it starts with the text \"hello world,\"; "
                        + "expected one of [JPEG, PNG,");
        assertMessage(
                new byte[] {0, 1, 2}, "picture: not a picture that can be read: it starts with the bytes 00 01 02;");
        Path missing = folder.resolve("none.png");
        ImageReadException e = assertThrows(ImageReadException.class, () -> ImageFiles.read(missing));
        assertEquals(missing + ": there is no such file; check the path", e.getMessage());
        assertThrows(ImageReadException.class, () -> ImageFiles.read(folder));
    }

    @Test
    void picturesThatPromiseTooManyPixelsAreRefusedBeforeDecoding() throws IOException {
        byte[] png = encoded(quadrants(), "png");
        ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) checksum.getValue());

        assertMessage(png, "picture: 20000x20000 pixels are more than the limit of 100 megapixels");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void paletteLabelsAreIndicesAndNotColours(int bits) throws IOException {
        int size = 1 << bits;
        byte[] colours = new byte[size];
        Arrays.fill(colours, (byte) 99);
        IndexColorModel palette = new IndexColorModel(bits, size, colours, colours, colours);
        BufferedImage image = new BufferedImage(
                5, 1, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        int[] ids = {0, 1, size - 1, size / 2, 0};
        image.getRaster().setSamples(0, 0, 5, 1, 0, ids);

        byte[] png = encoded(image, "png");

        assertEquals(bits, png[24]);
        assertEquals(3, png[25]);
        byte[] expected = {0, 1, (byte) (size - 1), (byte) (size / 2), 0};
        assertArrayEquals(expected, ImageFiles.decodeLabels(png, "labels").ids());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void greyLabelsOfFewBitsAreTheirNumbersAndPicturesAreStretched(int bits) throws IOException {
        int highest = (1 << bits) - 1;
        byte[] png = greyPng(bits, highest);

        assertArrayEquals(
                new byte[] {(byte) highest, 0},
                ImageFiles.decodeLabels(png, "labels").ids());
        assertArrayEquals(
                new byte[] {-1, -1, -1, 0, 0, 0},
                ImageFiles.decode(png, "picture").rgb());
    }

    @Test
    void rgbLabelsMustBeGrey() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(1, 0, 0x090909);
        assertArrayEquals(
                new byte[] {0, 9},
                ImageFiles.decodeLabels(encoded(image, "png"), "labels").ids());

        image.setRGB(1, 0, 0x0909ff);
        ImageReadException e =
                assertThrows(ImageReadException.class, () -> ImageFiles.decodeLabels(encoded(image, "png"), "labels"));
        assertTrue(e.getMessage().contains("pixel (1, 0) has the colour #0909ff"), e.getMessage());
    }

    private static void assertMessage(byte[] file, String start) {
        ImageReadException e = assertThrows(ImageReadException.class, () -> ImageFiles.decode(file, "picture"));
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
    }

    /** Compares the four corners, row by row, with the initials of their colours. */
    private static void assertCorners(Frame frame, String expected) {
        StringBuilder corners = new StringBuilder();
        for (int y : new int[] {2, frame.height() - 3}) {
            for (int x : new int[] {2, frame.width() - 3}) {
                int i = (y * frame.width() + x) * 3;
                boolean red = (frame.rgb()[i] & 0xff) > 128;
                boolean green = (frame.rgb()[i + 1] & 0xff) > 128;
                corners.append(red && green ? 'Y' : red ? 'R' : green ? 'G' : 'B');
            }
        }
        assertEquals(expected, corners.toString());
    }

    /** Red, green over blue, yellow. */
    private static BufferedImage quadrants() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Color[] colours = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};
        for (int i = 0; i < 4; i++) {
            graphics.setColor(colours[i]);
            graphics.fillRect(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
        }
        graphics.dispose();
        return image;
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(11);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.setRGB(i % WIDTH, i / WIDTH, random.nextInt(1 << 24));
        }
        return image;
    }

    private static byte[] rgb(BufferedImage image) {
        ByteBuffer rgb = ByteBuffer.allocate(image.getWidth() * image.getHeight() * 3);
        for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            rgb.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
        }
        return rgb.array();
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        return encoded(new IIOImage(image, null, null), format);
    }

    private static byte[] encoded(IIOImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A TIFF header with an orientation as its only entry, as EXIF has it. */
    private static byte[] tiffHeader(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    static byte[] withExif(byte[] jpeg, int orientation) {
        byte[] tiff = tiffHeader(orientation);
        byte[] exif = ByteBuffer.allocate(6 + tiff.length)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
        return withSegment(jpeg, 0xe1, exif);
    }

    private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + 4 + content.length)
                .put(jpeg, 0, 2)
                .putShort((short) (0xff00 | marker))
                .putShort((short) (2 + content.length))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** Inserts a chunk after the header of a PNG file. */
    private static byte[] withChunk(byte[] png, String type, byte[] content) {
        int header = 33;
        return ByteBuffer.allocate(png.length + 12 + content.length)
                .put(png, 0, header)
                .put(chunk(type, content))
                .put(png, header, png.length - header)
                .array();
    }

    private static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }

    /** Two grey pixels, the first of the highest level, the second 0. */
    private static byte[] greyPng(int bits, int highest) throws IOException {
        byte[] header =
                ByteBuffer.allocate(13).putInt(2).putInt(1).put((byte) bits).array();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            deflater.write(new byte[] {0, (byte) (highest << (8 - bits))});
        }
        byte[] start = Arrays.copyOf(encoded(quadrants(), "png"), 8);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(start);
        png.write(chunk("IHDR", header));
        png.write(chunk("IDAT", data.toByteArray()));
        png.write(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }
}
