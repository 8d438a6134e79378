package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.WritableRaster;

/** Samples of decoded images as plain arrays. */
final class Pixels {

    private Pixels() {}

    /** Any image as RGB. */
    static Frame rgb(BufferedImage image, String name) throws ImageReadException {
        byte[] rgb;
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPacked(image)) {
            rgb = reversed(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        } else if (RawSamples.areIn(image)) {
            rgb = RawSamples.of(image, name).rgb();
        } else {
            rgb = converted(image);
        }
        return Frame.rgb(rgb, image.getWidth(), image.getHeight());
    }

    private static byte[] reversed(byte[] bgr) {
        byte[] rgb = new byte[bgr.length];
        for (int i = 0; i < bgr.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
        return rgb;
    }

    private static byte[] converted(BufferedImage image) {
        int width = image.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, image.getHeight()), 3)];
        int[] row = new int[width];
        int i = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int argb : image.getRGB(0, y, width, 1, row, 0, width)) {
                rgb[i++] = (byte) (argb >> 16);
                rgb[i++] = (byte) (argb >> 8);
                rgb[i++] = (byte) argb;
            }
        }
        return rgb;
    }

    /** Every so many rows and columns of an image. */
    static BufferedImage everyNth(BufferedImage image, int step) {
        int width = (image.getWidth() + step - 1) / step;
        int height = (image.getHeight() + step - 1) / step;
        WritableRaster smaller = image.getRaster().createCompatibleWritableRaster(width, height);
        int[] pixel = new int[smaller.getNumBands()];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                smaller.setPixel(x, y, image.getRaster().getPixel(x * step, y * step, pixel));
            }
        }
        return new BufferedImage(image.getColorModel(), smaller, image.isAlphaPremultiplied(), null);
    }

    private static boolean isPacked(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData().length
                == 3 * image.getWidth() * image.getHeight();
    }
}
