package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The samples of an image as its file stores them: grey, RGB or CMYK, of 8 or 16 bits. AWT would convert them from
 * their profile to sRGB, and apply a gamma to grey; networks are trained on the stored samples, which is what Pillow
 * returns.
 */
public final class RawSamples {

    private static final int TWELVE_BITS = 1 << 12;

    private final Raster raster;
    private final int colours;
    private final boolean isPremultiplied;
    private final int shift;

    private RawSamples(BufferedImage image, int shift) {
        raster = image.getRaster();
        colours = image.getColorModel().getNumColorComponents();
        isPremultiplied = image.isAlphaPremultiplied() && raster.getNumBands() > colours;
        this.shift = shift;
    }

    /** Whether an image has such samples, rather than a palette or colours that have to be converted. */
    public static boolean areIn(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel) {
            return false;
        }
        int space = model.getColorSpace().getType();
        return model.getNumColorComponents() == 1
                || (model instanceof ComponentColorModel
                        && (space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_CMYK));
    }

    /**
     * The samples of an image, reduced to 8 bits.
     *
     * @throws ImageReadException if the samples have neither 8 nor 16 bits
     */
    public static RawSamples of(BufferedImage image, String name) throws ImageReadException {
        return new RawSamples(image, shift(image, name));
    }

    /**
     * Samples reduced by the same shift as another image.
     *
     * @param shift the {@link #shift} of that image
     */
    public static RawSamples of(BufferedImage image, int shift) {
        return new RawSamples(image, shift);
    }

    /**
     * How many low bits are dropped: all but 8 of the bits that the colour model states. If no 16-bit sample reaches
     * 4096, samples are taken as 12 bits: cameras, microscopes and X-ray detectors store them that way, and their upper
     * 8 bits would look black.
     *
     * @throws ImageReadException if the samples have neither 8 nor 16 bits
     */
    public static int shift(BufferedImage image, String name) throws ImageReadException {
        Raster raster = image.getRaster();
        int type = raster.getTransferType();
        if (type == DataBuffer.TYPE_BYTE) {
            return 0;
        }
        if (type != DataBuffer.TYPE_USHORT) {
            boolean isFloat = type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
            throw new ImageReadException("%s: %ssamples of %d bits are not supported; convert it to 8 bits"
                    .formatted(
                            name,
                            isFloat ? "floating-point " : type == DataBuffer.TYPE_SHORT ? "signed " : "",
                            raster.getSampleModel().getSampleSize(0)));
        }
        int bits = image.getColorModel().getComponentSize(0);
        if (bits < 16) {
            return bits - 8;
        }
        int colours = Math.min(raster.getNumBands(), image.getColorModel().getNumColorComponents());
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int band = 0; band < colours; band++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, band, row);
                for (int sample : row) {
                    if (sample >= TWELVE_BITS) {
                        return 8;
                    }
                }
            }
        }
        return 4;
    }

    private int eight(int sample) {
        return Math.min(255, sample >> shift);
    }

    /** The whole image as RGB, three bytes per pixel. */
    public byte[] rgb() {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), 3)];
        int[] row = new int[bands * width];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += bands, at += 3) {
                pixel(row, i, rgb, at);
            }
        }
        return rgb;
    }

    private void pixel(int[] row, int i, byte[] rgb, int at) {
        for (int c = 0; c < 3; c++) {
            int sample = eight(row[colours == 1 ? i : i + c]);
            if (isPremultiplied) {
                int alpha = eight(row[i + colours]);
                sample = alpha == 0 ? sample : Math.min(255, 255 * sample / alpha);
            }
            rgb[at + c] = (byte) (colours == 4 ? Cmyk.colour(sample, eight(row[i + 3])) : sample);
        }
    }
}
