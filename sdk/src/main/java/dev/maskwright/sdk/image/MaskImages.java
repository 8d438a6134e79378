package dev.maskwright.sdk.image;

import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Mask;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Masks as images. Files appear whole or not at all: they are written under another name in the same folder, then renamed. */
public final class MaskImages {

    private static final float JPEG_QUALITY = 0.92f;

    private MaskImages() {}

    /** Writes a mask as 8-bit PNG with a palette: the index of a pixel is its class id, the palette has the card's colours. */
    public static void writeIndexedPng(Mask mask, Path file) throws IOException {
        int size = mask.classes().size();
        int[] palette = mask.classes().stream().mapToInt(ClassLabel::rgb).toArray();
        IndexColorModel colours = new IndexColorModel(8, size, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        image.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.classIds());
        writePng(image, file);
    }

    /**
     * A frame with its mask on it, to look at: classes half transparent in their colours, with a crisp contour and a legend; background
     * stays as it is. Where Java has no fonts, the legend is left out.
     *
     * @param mask of any size; it is stretched over the frame
     */
    public static BufferedImage overlay(Frame frame, Mask mask) {
        int width = frame.width();
        int height = frame.height();
        Mask fitted = mask.resizedTo(width, height);
        byte[] classIds = fitted.classIds();
        int contour = Math.max(2, Math.min(width, height) / 240);

        byte[] rgb = frame.rgb();
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                int picture = ((rgb[3 * i] & 0xff) << 16) | ((rgb[3 * i + 1] & 0xff) << 8) | (rgb[3 * i + 2] & 0xff);
                ClassLabel label = fitted.classes().get(classIds[i] & 0xff);
                if (label.isBackground()) {
                    pixels[i] = picture;
                } else if (isEdge(classIds, width, height, x, y, contour)) {
                    pixels[i] = label.rgb();
                } else {
                    pixels[i] = average(picture, label.rgb());
                }
            }
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        Legend.draw(image, fitted);
        return image;
    }

    /** Writes an image as PNG. */
    public static void writePng(RenderedImage image, Path file) throws IOException {
        write(image, "png", file);
    }

    /** Writes an image without alpha channel as JPEG. */
    public static void writeJpeg(RenderedImage image, Path file) throws IOException {
        write(image, "jpeg", file);
    }

    /** Whether a pixel of another class is closer than {@code distance} in one of the four directions. */
    private static boolean isEdge(byte[] classIds, int width, int height, int x, int y, int distance) {
        int i = y * width + x;
        byte id = classIds[i];
        return (x >= distance && classIds[i - distance] != id)
                || (x + distance < width && classIds[i + distance] != id)
                || (y >= distance && classIds[i - distance * width] != id)
                || (y + distance < height && classIds[i + distance * width] != id);
    }

    /** The mean of two colours, channel by channel. */
    private static int average(int a, int b) {
        return (a & b) + (((a ^ b) & 0xfefefe) >> 1);
    }

    private static void write(RenderedImage image, String format, Path file) throws IOException {
        byte[] bytes = encoded(image, format);
        Path unfinished = file.resolveSibling(".%s.%s.tmp".formatted(file.getFileName(), UUID.randomUUID()));
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static byte[] encoded(RenderedImage image, String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format)
                .next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
