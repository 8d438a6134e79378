package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/** Samples of decoded images as plain arrays. */
final class Pixels {

    private Pixels() {}

    /** Any image as RGB. */
    static Frame rgb(BufferedImage image, String name) throws ImageReadException {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        if (isGrey(image)) {
            byte[] grey = samples(image, name);
            for (int i = 0; i < grey.length; i++) {
                Arrays.fill(rgb, 3 * i, 3 * i + 3, grey[i]);
            }
        } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPacked(image)) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < bgr.length; i += 3) {
                rgb[i] = bgr[i + 2];
                rgb[i + 1] = bgr[i + 1];
                rgb[i + 2] = bgr[i];
            }
        } else {
            int[] row = new int[width];
            int i = 0;
            for (int y = 0; y < height; y++) {
                for (int argb : image.getRGB(0, y, width, 1, row, 0, width)) {
                    rgb[i++] = (byte) (argb >> 16);
                    rgb[i++] = (byte) (argb >> 8);
                    rgb[i++] = (byte) argb;
                }
            }
        }
        return Frame.rgb(rgb, width, height);
    }

    private static boolean isGrey(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        return !(colours instanceof IndexColorModel) && colours.getNumColorComponents() == 1;
    }

    /**
     * The samples of the first band as they are stored (AWT's own conversion of grey applies a gamma); of 16 bits the
     * upper 8.
     */
    private static byte[] samples(BufferedImage image, String name) throws ImageReadException {
        Raster raster = image.getRaster();
        int type = raster.getTransferType();
        if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
            throw new ImageReadException("%s: samples of %d bits are not supported; convert it to 8 bits"
                    .formatted(name, raster.getSampleModel().getSampleSize(0)));
        }
        int shift = type == DataBuffer.TYPE_USHORT ? 8 : 0;
        int width = image.getWidth();
        byte[] samples = new byte[width * image.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = (byte) (row[x] >> shift);
            }
        }
        return samples;
    }

    private static boolean isPacked(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData().length
                == 3 * image.getWidth() * image.getHeight();
    }
}
