package dev.maskwright.bench;

import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Resampler;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** A photo-like picture in every size and format that is measured: one of the samples, enlarged. */
final class Pictures {

    private Pictures() {}

    /** The sample as RGB. */
    static Frame rgb(int width, int height) throws IOException {
        Frame sample = ImageFiles.read(Home.resolve("samples/images/living-room.jpg"));
        byte[] pixels = Resampler.resize(
                sample.rgb(), sample.width(), sample.height(), 3, Resampler.Filter.BICUBIC, width, height);
        return Frame.rgb(pixels, width, height);
    }

    /** A frame as AWT has it, BGR as decoders of JPEG give it. */
    static BufferedImage image(Frame frame) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] rgb = frame.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            image.setRGB(i % frame.width(), i / frame.width(), colour);
        }
        return image;
    }

    /** Writes the sample as JPEG. */
    static Path jpeg(int width, int height, Path file) throws IOException {
        MaskImages.writeJpeg(image(rgb(width, height)), file);
        return file;
    }
}
