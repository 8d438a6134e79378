package dev.maskwright.trainer.data.source;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Writes small pictures and masks. */
final class PictureFiles {

    static final int WIDTH = 24;
    static final int HEIGHT = 16;

    private PictureFiles() {}

    /** Blocks of random colours, which no other seed has. */
    static BufferedImage photo(int seed) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(seed);
        for (int y = 0; y < HEIGHT; y += 2) {
            for (int x = 0; x < WIDTH; x += 2) {
                int rgb = random.nextInt(0x1000000);
                image.setRGB(x, y, rgb);
                image.setRGB(x + 1, y, rgb);
                image.setRGB(x, y + 1, rgb);
                image.setRGB(x + 1, y + 1, rgb);
            }
        }
        return image;
    }

    static void photo(Path file, int seed) throws IOException {
        write(file, photo(seed));
    }

    /** The left half one id, the right half another, as grey levels. */
    static void mask(Path file, int left, int right) throws IOException {
        write(file, halves(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY), left, right));
    }

    /** Likewise, as indices of a palette whose colours mean nothing. */
    static void paletteMask(Path file, int left, int right) throws IOException {
        byte[] level = new byte[256];
        for (int i = 0; i < 256; i++) {
            level[i] = (byte) (255 - 7 * i);
        }
        IndexColorModel colours = new IndexColorModel(8, 256, level, level, level);
        write(file, halves(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, colours), left, right));
    }

    /** Likewise, in colours. */
    static void colourMask(Path file, int leftRgb, int rightRgb) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, x < WIDTH / 2 ? leftRgb : rightRgb);
            }
        }
        write(file, image);
    }

    private static BufferedImage halves(BufferedImage image, int left, int right) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, 0, x < image.getWidth() / 2 ? left : right);
            }
        }
        return image;
    }

    static void write(Path file, BufferedImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
