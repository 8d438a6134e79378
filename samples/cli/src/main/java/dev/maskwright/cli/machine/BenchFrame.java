package dev.maskwright.cli.machine;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Resampler;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The kind of frame that is measured: a format and a size. */
public record BenchFrame(Format format, int width, int height) {

    /** How a camera lays out its pixels. */
    enum Format {
        RGB,
        BGR,
        RGBA,
        BGRA,
        GREY,
        NV12,
        NV21,
        I420,
        YUYV,
        UYVY
    }

    private static final Pattern TEXT = Pattern.compile("(\\w+):(\\d{1,5})x(\\d{1,5})");

    /** {@code nv12:1280x720}. */
    static final class Converter implements ITypeConverter<BenchFrame> {

        @Override
        public BenchFrame convert(String text) {
            Matcher parts = TEXT.matcher(text);
            if (parts.matches()) {
                for (Format format : Format.values()) {
                    if (format.name().equalsIgnoreCase(parts.group(1))) {
                        int width = Integer.parseInt(parts.group(2));
                        int height = Integer.parseInt(parts.group(3));
                        if (width > 1 && height > 1 && width % 2 == 0 && height % 2 == 0) {
                            return new BenchFrame(format, width, height);
                        }
                    }
                }
            }
            throw new TypeConversionException(
                    "expected a format and an even size such as nv12:1280x720 but was '%s'; formats are %s"
                            .formatted(
                                    text,
                                    Arrays.stream(Format.values())
                                            .map(format -> format.name().toLowerCase(Locale.ROOT))
                                            .collect(Collectors.joining(", "))));
        }
    }

    /** A picture of this size: the golden one of a model, on which it finds something, or a colour gradient. */
    Frame picture(ModelCard card) {
        byte[] pixels = card.golden()
                .map(golden -> Resampler.resize(
                        golden.rgb(), golden.width(), golden.height(), 3, Resampler.Filter.BICUBIC, width, height))
                .orElseGet(this::colours);
        return Frame.rgb(pixels, width, height);
    }

    private byte[] colours() {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            rgb[3 * i] = (byte) (255 * x / width);
            rgb[3 * i + 1] = (byte) (255 * y / height);
            rgb[3 * i + 2] = (byte) (x * y / 64);
        }
        return rgb;
    }

    /**
     * A picture in this format. YUV is BT.601 in limited range, with the colours of the first of the pixels that share
     * them.
     */
    Frame of(Frame picture) {
        byte[] rgb = picture.rgb();
        return switch (format) {
            case RGB -> picture;
            case BGR -> Frame.bgr(interleaved(rgb, 3, 2, 1, 0), width, height);
            case RGBA -> Frame.rgba(interleaved(rgb, 4, 0, 1, 2), width, height);
            case BGRA -> Frame.bgra(interleaved(rgb, 4, 2, 1, 0), width, height);
            case GREY -> Frame.grey(plane(rgb, 0, 1, 1), width, height);
            case NV12 ->
                Frame.nv12(joined(plane(rgb, 0, 1, 1), pairs(plane(rgb, 1, 2, 2), plane(rgb, 2, 2, 2))), width, height);
            case NV21 ->
                Frame.nv21(joined(plane(rgb, 0, 1, 1), pairs(plane(rgb, 2, 2, 2), plane(rgb, 1, 2, 2))), width, height);
            case I420 ->
                Frame.i420(
                        joined(plane(rgb, 0, 1, 1), joined(plane(rgb, 1, 2, 2), plane(rgb, 2, 2, 2))), width, height);
            case YUYV ->
                Frame.yuyv(pairs(plane(rgb, 0, 1, 1), pairs(plane(rgb, 1, 2, 1), plane(rgb, 2, 2, 1))), width, height);
            case UYVY ->
                Frame.uyvy(pairs(pairs(plane(rgb, 1, 2, 1), plane(rgb, 2, 2, 1)), plane(rgb, 0, 1, 1)), width, height);
        };
    }

    /** The same picture as a JPEG file. */
    static byte[] jpeg(Frame picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = picture.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            image.setRGB(i % picture.width(), i / picture.width(), colour);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    private static byte[] interleaved(byte[] rgb, int pixelBytes, int red, int green, int blue) {
        byte[] pixels = new byte[rgb.length / 3 * pixelBytes];
        for (int i = 0; i < rgb.length / 3; i++) {
            pixels[i * pixelBytes + red] = rgb[3 * i];
            pixels[i * pixelBytes + green] = rgb[3 * i + 1];
            pixels[i * pixelBytes + blue] = rgb[3 * i + 2];
        }
        return pixels;
    }

    /** Y (0), U (1) or V (2) of every {@code stepX}th pixel in every {@code stepY}th row. */
    private byte[] plane(byte[] rgb, int channel, int stepX, int stepY) {
        double[][] weights = {{16, 0.257, 0.504, 0.098}, {128, -0.148, -0.291, 0.439}, {128, 0.439, -0.368, -0.071}};
        double[] weight = weights[channel];
        byte[] plane = new byte[width / stepX * (height / stepY)];
        int target = 0;
        for (int y = 0; y < height; y += stepY) {
            for (int x = 0; x < width; x += stepX) {
                int i = (y * width + x) * 3;
                plane[target++] = (byte) Math.round(weight[0]
                        + weight[1] * (rgb[i] & 0xff)
                        + weight[2] * (rgb[i + 1] & 0xff)
                        + weight[3] * (rgb[i + 2] & 0xff));
            }
        }
        return plane;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Interleaves the bytes of both. */
    private static byte[] pairs(byte[] a, byte[] b) {
        byte[] both = new byte[a.length * 2];
        for (int i = 0; i < a.length; i++) {
            both[2 * i] = a[i];
            both[2 * i + 1] = b[i];
        }
        return both;
    }

    @Override
    public String toString() {
        return "%s:%dx%d".formatted(format.name().toLowerCase(Locale.ROOT), width, height);
    }
}
