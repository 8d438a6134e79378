package dev.maskwright.trainer.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A picture embedded in the page.
 *
 * @param label below the picture, and as alternative text
 * @param uri its bytes as a {@code data:} URI
 */
public record HtmlPicture(String label, String uri) {

    private static final float JPEG_QUALITY = 0.85f;

    public HtmlPicture {
        if (!uri.startsWith("data:image/")) {
            throw new IllegalArgumentException("a picture of a page is a data:image/ URI, got " + uri);
        }
    }

    /** For photographs: small, without transparency. */
    public static HtmlPicture jpeg(String label, BufferedImage image) {
        BufferedImage opaque = image;
        if (image.getType() != BufferedImage.TYPE_INT_RGB) {
            opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
            opaque.createGraphics().drawImage(image, 0, 0, null);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(JPEG_QUALITY);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(stream);
                writer.write(null, new IIOImage(opaque, null, null), param);
            }
            return of(label, "jpeg", bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        } finally {
            writer.dispose();
        }
    }

    /** For masks and drawings: exact. */
    public static HtmlPicture png(String label, BufferedImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return of(label, "png", bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** For vector drawings. */
    public static HtmlPicture svg(String label, String svg) {
        return of(label, "svg+xml", svg.getBytes(StandardCharsets.UTF_8));
    }

    private static HtmlPicture of(String label, String type, byte[] bytes) {
        return new HtmlPicture(
                label,
                "data:image/%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(bytes)));
    }
}
