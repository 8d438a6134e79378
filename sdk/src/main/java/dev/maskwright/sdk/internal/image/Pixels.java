package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageReadException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;

/** Samples of decoded images as plain arrays. */
public final class Pixels {

    private Pixels() {}

    /**
     * An image read from a file as RGB: as {@link #rgb}, except that samples of 5 or 6 bits are rounded as by Pillow,
     * not AWT.
     */
    public static Frame ofFile(BufferedImage image, String name) throws ImageReadException {
        boolean isOfFewBits = image.getRaster().getSampleModel() instanceof SinglePixelPackedSampleModel packed
                && packed.getSampleSize(1) < 8;
        return isOfFewBits
                ? Frame.rgb(stretched(image.getRaster()), image.getWidth(), image.getHeight())
                : rgb(image, name);
    }

    /** Any image as RGB. */
    public static Frame rgb(BufferedImage image, String name) throws ImageReadException {
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

    /**
     * An image of type {@code INT_RGB} as interleaved samples, which is what ImageIO's JPEG writer wants: it fetches
     * other layouts sample by sample, which takes as long as all its other work. Images of other types are returned as
     * they are.
     */
    public static RenderedImage interleaved(RenderedImage image) {
        if (!(image instanceof BufferedImage buffered) || buffered.getType() != BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        int[] pixels = ((DataBufferInt) buffered.getRaster().getDataBuffer()).getData();
        int width = image.getWidth();
        int height = image.getHeight();
        if (pixels.length != width * height) { // a subimage
            return image;
        }
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(rgb, rgb.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        ColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(colours, raster, false, null);
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

    /** Scales samples to 8 bits, rounding down, not to nearest. */
    private static byte[] stretched(Raster raster) {
        int[] bits = raster.getSampleModel().getSampleSize();
        int width = raster.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), 3)];
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int c = 0; c < 3; c++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    rgb[3 * (y * width + x) + c] = (byte) (255 * row[x] / ((1 << bits[c]) - 1));
                }
            }
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

    /** Every {@code step}th row and column of an image. */
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
