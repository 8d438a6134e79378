package dev.maskwright.bench;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** A photo-like picture in every size and format that is measured: one of the samples, resized. */
public final class Pictures {

    private Pictures() {}

    /** The sample as RGB. */
    static Frame rgb(int width, int height) throws IOException {
        Frame sample = ImageFiles.read(Home.resolve("samples/images/living-room.jpg"));
        byte[] pixels = Resampler.resize(
                sample.rgb(), sample.width(), sample.height(), 3, Resampler.Filter.BICUBIC, width, height);
        return Frame.rgb(pixels, width, height);
    }

    /** The sample in a format: {@code rgb} or {@code nv12}. */
    static Frame frame(String format, int width, int height) throws IOException {
        Frame rgb = rgb(width, height);
        return switch (format) {
            case "rgb" -> rgb;
            case "nv12" -> Frame.nv12(nv12(rgb.rgb(), width, height), width, height);
            default -> throw new IllegalArgumentException("frames are rgb or nv12, got '%s'".formatted(format));
        };
    }

    /** BT.601 in limited range; U and V are those of the upper left pixel of each 2x2 block. */
    static byte[] nv12(byte[] rgb, int width, int height) {
        byte[] nv12 = new byte[width * height * 3 / 2];
        for (int i = 0; i < width * height; i++) {
            int r = rgb[3 * i] & 0xff;
            int g = rgb[3 * i + 1] & 0xff;
            int b = rgb[3 * i + 2] & 0xff;
            nv12[i] = (byte) Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
            int x = i % width;
            int y = i / width;
            if (x % 2 == 0 && y % 2 == 0) {
                int target = width * height + y / 2 * width + x;
                nv12[target] = (byte) Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b);
                nv12[target + 1] = (byte) Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b);
            }
        }
        return nv12;
    }

    /** A frame as an AWT image, in BGR as JPEG decoders return it. */
    static BufferedImage image(Frame frame) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] rgb = frame.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            image.setRGB(i % frame.width(), i / frame.width(), colour);
        }
        return image;
    }

    /** The sample as JPEG. */
    public static byte[] jpegBytes(int width, int height) throws IOException {
        return MaskImages.jpeg(image(rgb(width, height)));
    }

    /** Writes the sample as JPEG. */
    static Path jpeg(int width, int height, Path file) throws IOException {
        MaskImages.writeJpeg(image(rgb(width, height)), file);
        return file;
    }
}
