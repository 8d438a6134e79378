package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredNumbersTest {

    private static final String LOSSY_WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
    private static final int[] IDS = {0, 1, 2, 254, 255, 300};

    /** A grey image of any depth and number of equal channels, of the kind that ImageIO's writers take. */
    private static BufferedImage grey(int type, int channels, int... numbers) {
        ColorSpace space = ColorSpace.getInstance(channels < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        boolean hasAlpha = channels % 2 == 0;
        ComponentColorModel colours = new ComponentColorModel(space, hasAlpha, false, hasAlpha ? 3 : 1, type);
        int[] bands = new int[channels];
        Arrays.setAll(bands, band -> band);
        SampleModel model =
                new ComponentSampleModel(type, numbers.length, 1, channels, channels * numbers.length, bands);
        WritableRaster raster = Raster.createWritableRaster(model, null);
        for (int band = 0; band < channels; band++) {
            for (int x = 0; x < numbers.length; x++) {
                raster.setSample(x, 0, band, hasAlpha && band == channels - 1 ? 17 : numbers[x]);
            }
        }
        return new BufferedImage(colours, raster, false, null);
    }

    /** Encodes with the JDK's own writer, which writes TIFF of every depth. */
    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        ImageWriter writer = writers.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = writers.next();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static int[] numbers(byte[] file) throws IOException {
        char[] numbers = ImageFiles.decodeNumbers(file, "labels").numbers();
        int[] all = new int[numbers.length];
        Arrays.setAll(all, i -> numbers[i]);
        return all;
    }

    private static String fault(byte[] file) {
        return String.valueOf(assertThrows(ImageReadException.class, () -> ImageFiles.decodeLabels(file, "labels"))
                .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"png, 1", "png, 2", "png, 3", "png, 4", "tiff, 1", "tiff, 3"})
    void numbersOf16BitsStayWhatTheyAre(String format, int channels) throws IOException {
        assertArrayEquals(IDS, numbers(encoded(grey(DataBuffer.TYPE_USHORT, channels, IDS), format)));
    }

    @ParameterizedTest
    @CsvSource({"png, 1", "png, 2", "png, 3", "png, 4", "tiff, 1", "tiff, 3", "bmp, 3"})
    void numbersOf8BitsStayWhatTheyAre(String format, int channels) throws IOException {
        int[] ids = {0, 1, 2, 127, 128, 255};
        assertArrayEquals(ids, numbers(encoded(grey(DataBuffer.TYPE_BYTE, channels, ids), format)));
    }

    @Test
    void numbersOf32BitsStayWhatTheyAreWhereTheyFit() throws IOException {
        byte[] tiff = encoded(grey(DataBuffer.TYPE_INT, 1, 0, 1, 300, 65535), "tiff");
        assertArrayEquals(new int[] {0, 1, 300, 65535}, numbers(tiff));
        assertEquals(
                "labels: pixel (1, 0) holds 65536; expected class ids of 0..65535: write 255 where a "
                        + "pixel does not count",
                fault(encoded(grey(DataBuffer.TYPE_INT, 1, 0, 65536), "tiff")));
    }

    @ParameterizedTest
    @CsvSource({"1, png", "2, png", "4, png", "1, tiff", "4, tiff", "8, tiff", "8, gif", "1, bmp", "4, bmp"})
    void indicesOfAPaletteStayWhatTheyAre(int bits, String format) throws IOException {
        int size = 1 << bits;
        byte[] shades = new byte[size];
        for (int i = 0; i < size; i++) {
            shades[i] = (byte) (255 - 3 * i);
        }
        IndexColorModel palette = new IndexColorModel(bits, size, shades, shades, shades);
        BufferedImage image = new BufferedImage(
                3, 1, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        int[] ids = {0, 1, size - 1};
        image.getRaster().setSamples(0, 0, 3, 1, 0, ids);
        assertArrayEquals(ids, numbers(encoded(image, format)));
    }

    @Test
    void aNumberThatIsNoByteIsNoClassId() throws IOException {
        assertEquals(
                "labels: pixel (5, 0) holds 300, but ids go to 255",
                fault(encoded(grey(DataBuffer.TYPE_USHORT, 1, IDS), "png")));
    }

    @Test
    void fractionsAreRefusedByTheirDepth() throws IOException {
        String fault = fault(encoded(grey(DataBuffer.TYPE_FLOAT, 1, 0, 1, 2), "tiff"));
        assertTrue(fault.startsWith("labels: its samples are fractions of 32 bits, but"), fault);
    }

    @Test
    void coloursOf16BitsAreRefused() throws IOException {
        BufferedImage image = grey(DataBuffer.TYPE_USHORT, 3, 0, 0x9900);
        image.getRaster().setSample(1, 0, 2, 0x2200);
        String fault = fault(encoded(image, "png"));
        assertTrue(fault.contains("pixel (1, 0) has the colour #989822; "), fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "WebP with loss"})
    void whatWasSavedWithLossIsToldWhatItIs(String kind) throws IOException {
        byte[] file = kind.equals("JPEG")
                ? encoded(grey(DataBuffer.TYPE_BYTE, 1, 0, 1, 2), "jpeg")
                : Base64.getDecoder().decode(LOSSY_WEBP);
        String fault = fault(file);
        assertTrue(fault.startsWith("labels: labels as " + kind + ", a lossy format that changes class ids"), fault);
    }

    @Test
    void jpegInsideTiffIsToldWhatItIs() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ImageWriteParam jpeg = writer.getDefaultWriteParam();
        jpeg.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        jpeg.setCompressionType("JPEG");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(grey(DataBuffer.TYPE_BYTE, 1, 0, 1, 2), null, null), jpeg);
        } finally {
            writer.dispose();
        }
        String fault = fault(file.toByteArray());
        assertTrue(fault.startsWith("labels: labels as JPEG inside TIFF, a lossy format"), fault);
    }

    /** Of an animation, only the first frame counts, which is in a nested chunk. */
    @Test
    void framesOfAnAnimationAreSavedWithLossOrWithout() throws IOException {
        byte[] lossy = Base64.getDecoder().decode(LOSSY_WEBP);
        byte[] lossless = Base64.getDecoder().decode("UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAEAcQ/Y8CBiKi/wEA");
        String fault = fault(animation(lossy));
        assertTrue(fault.startsWith("labels: labels as WebP with loss, a lossy format"), fault);
        ImageFiles.checkLossless(lossless, "labels");
        ImageFiles.checkLossless(animation(lossless), "labels");
    }

    /** A frame of 1x1 in the container for animations. */
    private static byte[] animation(byte[] still) {
        byte[] picture = Arrays.copyOfRange(still, 12, still.length);
        ByteBuffer file =
                ByteBuffer.allocate(12 + 18 + 14 + 24 + picture.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(file.capacity() - 8).put(ascii("WEBP"));
        file.put(ascii("VP8X")).putInt(10).put((byte) 2).put(new byte[9]);
        file.put(ascii("ANIM")).putInt(6).put(new byte[6]);
        return file.put(ascii("ANMF"))
                .putInt(16 + picture.length)
                .put(new byte[16])
                .put(picture)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
