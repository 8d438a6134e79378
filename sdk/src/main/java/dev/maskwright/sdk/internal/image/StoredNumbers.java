package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.image.LabelNumbers;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Locale;

/** The numbers stored in a label image: at any bit depth they are not scaled, and no colour model is applied. */
public final class StoredNumbers {

    private StoredNumbers() {}

    /**
     * Rejects a file whose numbers changed when it was written, or would change when it is read.
     *
     * @throws ImageReadException if it is JPEG, JPEG inside TIFF, lossy WebP, damaged WebP, or a netpbm picture whose
     *     reader scales its numbers
     */
    public static void checkLossless(byte[] bytes, ImageFormat format, String name) throws ImageReadException {
        if (format == ImageFormat.PNM) {
            PnmFile.checkNumbers(bytes, name);
        }
        boolean lossyWebp = format == ImageFormat.WEBP && WebpFile.isLossy(bytes, name);
        boolean jpegTiff = format == ImageFormat.TIFF && TiffFile.isInJpeg(bytes, name);
        if (format == ImageFormat.JPEG || lossyWebp || jpegTiff) {
            throw new ImageReadException(
                    ("%s: labels as %s, a lossy format that changes class ids and colours at every edge; "
                                    + "write labels as PNG, from their source")
                            .formatted(name, lossyWebp ? "WebP with loss" : jpegTiff ? "JPEG inside TIFF" : "JPEG"));
        }
    }

    /**
     * Palette indices, or the samples of a grey picture: one with a single channel or with equal channels.
     *
     * @throws ImageReadException if it has colours, or samples that are not whole numbers in 0..65535
     */
    public static LabelNumbers of(BufferedImage image, String name) throws ImageReadException {
        Raster raster = image.getRaster();
        checkDepth(raster, name);
        ColorModel colours = image.getColorModel();
        int channels = colours instanceof IndexColorModel ? 1 : colours.getNumColorComponents();
        int width = image.getWidth();
        char[] numbers = new char[Math.multiplyExact(width, image.getHeight())];
        int[] row = new int[width];
        int[] other = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                if (row[x] < 0 || row[x] > Character.MAX_VALUE) {
                    throw new ImageReadException(
                            ("%s: pixel (%d, %d) holds %d; expected class ids of 0..65535: write 255 "
                                            + "where a pixel does not count")
                                    .formatted(name, x, y, row[x]));
                }
                numbers[y * width + x] = (char) row[x];
            }
            for (int channel = 1; channel < channels; channel++) {
                raster.getSamples(0, y, width, 1, channel, other);
                for (int x = 0; x < width; x++) {
                    if (other[x] != row[x]) {
                        throw coloured(image, x, y, name);
                    }
                }
            }
        }
        return new LabelNumbers(width, image.getHeight(), numbers);
    }

    private static void checkDepth(Raster raster, String name) throws ImageReadException {
        int type = raster.getTransferType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            throw new ImageReadException(
                    ("%s: its samples are fractions of %d bits, but class ids are whole numbers; convert "
                                    + "it to 8 or 16 bits")
                            .formatted(name, raster.getSampleModel().getSampleSize(0)));
        }
    }

    private static ImageReadException coloured(BufferedImage image, int x, int y, String name) {
        return new ImageReadException(
                ("%s: expected class ids (a grey or palette PNG) but pixel (%d, %d) has the colour %s; "
                                + "store ids, not colours, or say in a palette file which colour is which class")
                        .formatted(name, x, y, String.format(Locale.ROOT, "#%06x", image.getRGB(x, y) & 0xFFFFFF)));
    }

    /**
     * Labels as bytes.
     *
     * @throws ImageReadException if a number is above 255
     */
    public static LabelImage bytes(LabelNumbers labels, String name) throws ImageReadException {
        char[] numbers = labels.numbers();
        byte[] ids = new byte[numbers.length];
        for (int i = 0; i < ids.length; i++) {
            if (numbers[i] > 255) {
                throw new ImageReadException("%s: pixel (%d, %d) holds %d, but ids go to 255"
                        .formatted(name, i % labels.width(), i / labels.width(), (int) numbers[i]));
            }
            ids[i] = (byte) numbers[i];
        }
        return new LabelImage(labels.width(), labels.height(), ids);
    }
}
