package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.TileSource;
import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class LargeImageTest {

    private static final int WIDTH = 97;
    private static final int HEIGHT = 61;
    private static final int STRIP = WIDTH * 3 * 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "png, 1", "tiff, 1", "bmp, 1", "jpeg, 1", "jpeg, 2", "jpeg, 3", "jpeg, 4", "jpeg, 5", "jpeg, 6", "jpeg, 7",
        "jpeg, 8"
    })
    void partsAreThoseOfTheWholePicture(String format, int orientation) throws IOException {
        Path file = folder.resolve("picture." + format);
        ImageIO.write(noise(), format, file.toFile());
        if (orientation > 1) {
            Files.write(file, ImageFilesTest.withExif(Files.readAllBytes(file), orientation));
        }
        Frame whole = ImageFiles.read(file);
        LargeImage image = LargeImage.open(file, STRIP);
        assertEquals(whole.width(), image.width());
        assertEquals(whole.height(), image.height());
        TileSource expected = TileSource.of(whole);
        Random random = new Random(orientation);
        for (int i = 0; i < 30; i++) {
            int width = 1 + random.nextInt(image.width());
            int height = 1 + random.nextInt(Math.min(30, image.height()));
            int x = random.nextInt(image.width() - width + 1);
            int y = random.nextInt(image.height() - height + 1);
            byte[] a = new byte[width * height * 3];
            byte[] b = new byte[width * height * 3];
            expected.read(x, y, width, height, a);
            image.read(x, y, width, height, b);
            assertArrayEquals(a, b, "%dx%d at (%d, %d)".formatted(width, height, x, y));
        }
    }

    @Test
    void previewLeavesOutRowsAndColumns() throws IOException {
        Path file = folder.resolve("picture.png");
        BufferedImage noise = noise();
        ImageIO.write(noise, "png", file.toFile());
        LargeImage image = LargeImage.open(file);
        Frame preview = image.preview(50);
        assertEquals(49, preview.width());
        assertEquals(31, preview.height());
        int expected = noise.getRGB(6, 4);
        int i = (2 * 49 + 3) * 3;
        assertEquals((byte) (expected >> 16), preview.rgb()[i]);
        assertEquals(WIDTH, image.preview(1000).width());
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Path jpeg = folder.resolve("a.jpg");
        ImageIO.write(noise(), "jpeg", jpeg.toFile());
        byte[] bytes = Files.readAllBytes(jpeg);
        Files.write(jpeg, Arrays.copyOf(bytes, bytes.length / 2));
        assertMessage(jpeg, ": a truncated JPEG file");

        Path png = folder.resolve("a.png");
        ImageIO.write(noise(), "png", png.toFile());
        bytes = Files.readAllBytes(png);
        Files.write(png, Arrays.copyOf(bytes, bytes.length / 2));
        assertMessage(png, ": a damaged or truncated PNG file");

        assertMessage(folder.resolve("none.png"), ": there is no such file");
        assertMessage(Files.createFile(folder.resolve("empty.png")), ": the file is empty");
        assertMessage(Files.writeString(folder.resolve("text.png"), "text"), ": not a picture that can be read");
    }

    private static void assertMessage(Path file, String message) {
        ImageReadException fault = assertThrows(ImageReadException.class, () -> {
            LargeImage image = LargeImage.open(file);
            image.read(0, 0, image.width(), image.height(), new byte[image.width() * image.height() * 3]);
        });
        assertTrue(fault.getMessage().startsWith(file + message), fault.getMessage());
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(5);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }
}
