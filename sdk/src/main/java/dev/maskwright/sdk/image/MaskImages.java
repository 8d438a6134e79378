package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Box;
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
     * A frame with its mask on it, to look at: classes half transparent in their colours, with a contour and a legend; background
     * stays as it is. Where Java has no fonts, the legend is left out.
     *
     * @param mask of any size; it is stretched over the frame
     */
    public static BufferedImage overlay(Frame frame, Mask mask) {
        return overlay(frame, mask, OverlayStyle.defaults());
    }

    /** A frame with its mask on it in a style of one's own; see {@link #overlay(Frame, Mask)}. */
    public static BufferedImage overlay(Frame frame, Mask mask, OverlayStyle style) {
        int width = frame.width();
        int height = frame.height();
        Mask fitted = fitted(mask, width, height);
        Layer layer = new Layer(fitted, style);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = frame.rgb();
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            layer.row(y, row);
            for (int x = 0; x < width; x++) {
                int i = 3 * (y * width + x);
                row[x] = Layer.over(row[x], (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff));
            }
            image.getRaster().setDataElements(0, y, width, 1, row);
        }
        if (style.legend()) {
            Legend.draw(image, fitted);
        }
        return image;
    }

    /**
     * What {@link #overlay} paints over a frame, on nothing: an image with alpha channel that can be laid over the frame, as a player of videos or
     * a web page does.
     *
     * @param mask of any size; it is stretched over the image
     */
    public static BufferedImage layer(Mask mask, int width, int height, OverlayStyle style) {
        Mask fitted = fitted(mask, width, height);
        Layer layer = new Layer(fitted, style);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            layer.row(y, row);
            image.getRaster().setDataElements(0, y, width, 1, row);
        }
        if (style.legend()) {
            Legend.draw(image, fitted);
        }
        return image;
    }

    /** A mask as a picture of the colours in its card, the background's too. */
    public static BufferedImage colours(Mask mask) {
        int[] palette = mask.classes().stream().mapToInt(ClassLabel::rgb).toArray();
        BufferedImage image = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[mask.width()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = palette[mask.classAt(x, y)];
            }
            image.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return image;
    }

    private static Mask fitted(Mask mask, int width, int height) {
        boolean fits = mask.width() == width
                && mask.height() == height
                && mask.placement().part().equals(new Box(0, 0, width, height));
        return fits ? mask : mask.resizedTo(width, height);
    }

    /** Writes an image as PNG. */
    public static void writePng(RenderedImage image, Path file) throws IOException {
        write(image, "png", file);
    }

    /** Writes an image without alpha channel as JPEG. */
    public static void writeJpeg(RenderedImage image, Path file) throws IOException {
        write(image, "jpeg", file);
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
