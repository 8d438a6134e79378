package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.image.Pixels;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

/**
 * Masks as images, in memory, in streams and in files. Files appear complete or not at all: they are written under
 * another name in the same folder, then renamed.
 */
public final class MaskImages {

    private static final float JPEG_QUALITY = 0.92f;

    private MaskImages() {}

    /**
     * Writes a mask as an indexed 8-bit PNG: a pixel's palette index is its class id, and the palette has the card's
     * colours.
     */
    public static void writeIndexedPng(Mask mask, Path file) throws IOException {
        write(indexedPng(mask), file);
    }

    /** Writes a mask as {@link #writeIndexedPng(Mask, Path)} does; the stream stays open. */
    public static void writeIndexedPng(Mask mask, OutputStream stream) throws IOException {
        stream.write(indexedPng(mask));
    }

    /** The bytes that {@link #writeIndexedPng(Mask, Path)} writes. */
    public static byte[] indexedPng(Mask mask) {
        int[] palette = mask.classes().stream().mapToInt(ClassLabel::rgb).toArray();
        return IndexedPng.of(mask.classIds(), mask.width(), mask.height(), palette);
    }

    /**
     * A frame with its mask painted over it: classes half transparent in their colours, with a contour and a legend;
     * background is unchanged. If Java has no fonts, the legend is omitted. {@link Overlay} paints over existing
     * pictures.
     *
     * @param mask of any size; it is stretched over the frame
     */
    public static BufferedImage overlay(Frame frame, Mask mask) {
        return overlay(frame, mask, OverlayStyle.defaults());
    }

    /** A frame with its mask painted over it in another style; see {@link #overlay(Frame, Mask)}. */
    public static BufferedImage overlay(Frame frame, Mask mask, OverlayStyle style) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        ImageFrames.draw(frame, image);
        boolean isBeside = style.legend() == LegendPlace.BESIDE;
        Overlay.of(isBeside ? style.withLegend(LegendPlace.NONE) : style).paint(mask, image);
        return isBeside ? Legend.beside(image, mask) : image;
    }

    /**
     * The foreground of a frame, with a transparent background.
     *
     * @param mask of any size; it is stretched over the frame
     * @return of type {@code INT_ARGB}
     */
    public static BufferedImage cutout(Frame frame, Mask mask) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_ARGB);
        ImageFrames.draw(frame, image);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        byte[] ids = new byte[pixels.length];
        mask.classIdsAtSize(frame.width(), frame.height(), ids);
        for (int i = 0; i < pixels.length; i++) {
            if (mask.classes().get(ids[i] & 0xff).isBackground()) {
                pixels[i] = 0;
            }
        }
        return image;
    }

    /**
     * Only what {@link #overlay} paints over a frame: an image with an alpha channel that a video player or a web page
     * can lay over the frame.
     *
     * @param mask of any size; it is stretched over the image
     * @throws IllegalArgumentException if the style has a legend beside the image
     */
    public static BufferedImage layer(Mask mask, int width, int height, OverlayStyle style) {
        Overlay.requireInside(style);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        new MaskPainter(style).paint(mask, width, height, new Canvas.Alone(pixels));
        Overlay.write(style, mask, image);
        return image;
    }

    /** A mask as a picture in the colours of its card, including the background's. */
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

    /** Writes an image as PNG. */
    public static void writePng(RenderedImage image, Path file) throws IOException {
        write(png(image), file);
    }

    /** Writes an image as PNG; the stream stays open. */
    public static void writePng(RenderedImage image, OutputStream stream) throws IOException {
        stream.write(png(image));
    }

    /** An image as PNG. */
    public static byte[] png(RenderedImage image) {
        return encoded(image, "png", 1);
    }

    /**
     * Writes an image as JPEG.
     *
     * @throws IllegalArgumentException if it has an alpha channel
     */
    public static void writeJpeg(RenderedImage image, Path file) throws IOException {
        write(jpeg(image), file);
    }

    /**
     * Writes an image as JPEG; the stream stays open.
     *
     * @throws IllegalArgumentException if it has an alpha channel
     */
    public static void writeJpeg(RenderedImage image, OutputStream stream) throws IOException {
        stream.write(jpeg(image));
    }

    /**
     * An image as JPEG.
     *
     * @throws IllegalArgumentException if it has an alpha channel
     */
    public static byte[] jpeg(RenderedImage image) {
        return jpeg(image, JPEG_QUALITY);
    }

    /**
     * An image as JPEG with a given quality.
     *
     * @param quality 0..1
     * @throws IllegalArgumentException if it has an alpha channel, or the quality is outside 0..1
     */
    public static byte[] jpeg(RenderedImage image, float quality) {
        if (image.getColorModel().hasAlpha()) {
            throw new IllegalArgumentException(
                    ("JPEG has no alpha channel, but the image of %dx%d has one; write it as PNG, or draw "
                                    + "it into an image of type INT_RGB")
                            .formatted(image.getWidth(), image.getHeight()));
        }
        return encoded(Pixels.interleaved(image), "jpeg", quality);
    }

    private static void write(byte[] bytes, Path file) throws IOException {
        Path unfinished = file.resolveSibling(".%s.tmp".formatted(UUID.randomUUID())); // always a name that fits
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static byte[] encoded(RenderedImage image, String format, float quality) {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format)
                .next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(quality);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
