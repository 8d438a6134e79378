package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class ImageLimitsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "gif", "tiff"})
    void sizesComeFromTheHeader(String format) throws IOException {
        byte[] bytes = encoded(37, 21, format);
        assertEquals(new ImageSize(37, 21), ImageFiles.size(bytes, "picture"));
        assertEquals(37, ImageFiles.decode(bytes, "picture").width());
        ImageLimits exact = new ImageLimits(37 * 21, 37, bytes.length);
        assertEquals(21, ImageFiles.decode(bytes, "picture", exact).height());
        assertEquals(
                "picture: 37x21 pixels are more than the limit of 776 pixels; scale it down first",
                refusal(bytes, exact.withPixels(776)));
        assertEquals(
                "picture: 37x21 pixels, but the limit of a side is 36; scale it down first",
                refusal(bytes, exact.withSide(36)));
        assertEquals(
                "picture: a file of %d bytes, but the limit is 9; scale the picture down first".formatted(bytes.length),
                refusal(bytes, exact.withBytes(9)));
        Path file = Files.write(folder.resolve("picture"), bytes);
        assertEquals(37, ImageFiles.read(file, exact).width());
        assertThrows(ImageReadException.class, () -> ImageFiles.read(file, exact.withBytes(9)));
    }

    @Test
    void aTurnedPictureHasTheSizeThatItIsSeenWith() throws IOException {
        byte[] turned = ImageFilesTest.withExif(encoded(40, 30, "jpeg"), 6);
        assertEquals("30x40", ImageFiles.size(turned, "picture").toString());
    }

    /** A picture that announces 81 million pixels in 100 kB is not decoded at all. */
    @Test
    void aRefusedPictureTakesNoMemory() throws IOException {
        BufferedImage large = new BufferedImage(9000, 9000, BufferedImage.TYPE_BYTE_BINARY);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(large, "png", png);
        byte[] bytes = png.toByteArray();
        assertTrue(bytes.length < 200_000);
        ImageLimits limits = ImageLimits.defaults().withPixels(10_000_000);
        assertEquals(
                "picture: 9000x9000 pixels are more than the limit of 10 megapixels; scale it down first",
                refusal(bytes, limits));
        long allocated = allocated(() -> refusal(bytes, limits));
        assertTrue(allocated < 300_000, allocated + " bytes");
    }

    /** EXIF that claims 256 MB but has a hundred bytes. */
    @Test
    void metadataTakesNoMoreMemoryThanThereIs() throws IOException {
        byte[] png = encoded(37, 21, "png");
        int afterHeader = 8 + 4 + 4 + 13 + 4;
        byte[] bytes = ByteBuffer.allocate(png.length + 8)
                .put(png, 0, afterHeader)
                .putInt(1 << 28)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .put(png, afterHeader, png.length - afterHeader)
                .array();
        long allocated = allocated(() -> refusal(bytes, ImageLimits.defaults()));
        assertTrue(allocated < 10_000_000, allocated + " bytes");
    }

    /** The heap bytes that this thread allocates for some work. */
    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    @Test
    void limitsAreAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> new ImageLimits(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ImageLimits(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new ImageLimits(1, 1, 0));
    }

    private static String refusal(byte[] bytes, ImageLimits limits) {
        return assertThrows(ImageReadException.class, () -> ImageFiles.decode(bytes, "picture", limits))
                .getMessage();
    }

    private static byte[] encoded(int width, int height, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        assertTrue(ImageIO.write(image, format, bytes));
        return bytes.toByteArray();
    }
}
