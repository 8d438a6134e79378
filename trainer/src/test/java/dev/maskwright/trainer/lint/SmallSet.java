package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A folder of made-up pictures, each with a bright sofa, or a chair, in a room of random colours; and their masks. */
final class SmallSet {

    static final int WIDTH = 64;
    static final int HEIGHT = 48;
    static final int SOFA = 1;
    static final int CHAIR = 2;
    static final Box PRODUCT = new Box(10, 8, 20, 30);

    private final Path dir;

    private SmallSet(Path dir) {
        this.dir = dir;
    }

    /** Four rows to train on and four to validate, without a fault. */
    static SmallSet clean(Path dir) throws IOException {
        SmallSet set = new SmallSet(dir);
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("classes.json"), "{\"1\": \"Sofa\", \"2\": \"Chair\"}");
        for (int i = 0; i < 4; i++) {
            set.write("train", "room" + i, png(room(i)), png(mask(1 + i % 2)));
            set.write("val", "flat" + i, png(room(100 + i)), png(mask(1 + i % 2)));
        }
        return set;
    }

    Path dir() {
        return dir;
    }

    /** Adds or replaces a row. */
    void write(String split, String name, byte[] picture, byte[] mask) throws IOException {
        Path images = Files.createDirectories(dir.resolve(split).resolve("images"));
        Path masks = Files.createDirectories(dir.resolve(split).resolve("masks"));
        Files.write(images.resolve(name + ".png"), picture);
        Files.write(masks.resolve(name + ".png"), mask);
    }

    Path picture(String split, String name) {
        return dir.resolve(split).resolve("images").resolve(name + ".png");
    }

    LintReport lint() throws BadDatasetException {
        try (DataSource source = open()) {
            return Lint.run(source, new Lint.Options(0.7, 0.5), () -> {});
        }
    }

    DataSource open() throws BadDatasetException {
        return DataSources.open(dir, DataSettings.defaults(), CacheOptions.none());
    }

    static BufferedImage room(int seed) {
        return room(seed, WIDTH, HEIGHT);
    }

    /** The same room at any size. */
    static BufferedImage room(int seed, int width, int height) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.scale((double) width / WIDTH, (double) height / HEIGHT);
        for (int y = 0; y < HEIGHT; y += 12) {
            for (int x = 0; x < WIDTH; x += 16) {
                drawing.setColor(new Color(random.nextInt(120), random.nextInt(120), random.nextInt(120)));
                drawing.fillRect(x, y, 16, 12);
            }
        }
        drawing.setColor(Color.WHITE);
        drawing.fillRect((int) PRODUCT.x(), (int) PRODUCT.y(), (int) PRODUCT.width(), (int) PRODUCT.height());
        drawing.dispose();
        return image;
    }

    /** The product at its place, in a grey level. */
    static BufferedImage mask(int level) {
        return mask(level, WIDTH, HEIGHT);
    }

    static BufferedImage mask(int level, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = (int) PRODUCT.y(); y < PRODUCT.y() + PRODUCT.height(); y++) {
            for (int x = (int) PRODUCT.x(); x < PRODUCT.x() + PRODUCT.width(); x++) {
                image.getRaster().setSample(x, y, 0, level);
            }
        }
        return image;
    }

    static BufferedImage brighter(BufferedImage image) {
        return new RescaleOp(1.05f, 4, null).filter(image, null);
    }

    /** As the camera stored it: shown by EXIF orientation 6 or 3 it looks like {@code upright} again. */
    static BufferedImage takenWith(int orientation, BufferedImage upright) {
        boolean onItsSide = orientation == 6;
        int width = upright.getWidth();
        int height = upright.getHeight();
        BufferedImage stored =
                new BufferedImage(onItsSide ? height : width, onItsSide ? width : height, upright.getType());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = upright.getRGB(x, y);
                if (onItsSide) {
                    stored.setRGB(y, width - 1 - x, rgb);
                } else {
                    stored.setRGB(width - 1 - x, height - 1 - y, rgb);
                }
            }
        }
        return stored;
    }

    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] jpeg(BufferedImage image, float quality) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    static BufferedImage decoded(byte[] picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture));
    }

    /** A JPEG file with one EXIF tag. */
    static byte[] jpeg(BufferedImage image, int orientation) throws IOException {
        byte[] plain = jpeg(image, 0.9f);
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0, // segment of 34 bytes
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8, // TIFF header, big-endian
            0,
            1, // one entry: orientation, a short
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        out.writeBytes(exif);
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }
}
