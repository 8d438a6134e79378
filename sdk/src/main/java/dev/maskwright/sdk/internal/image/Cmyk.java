package dev.maskwright.sdk.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Converts inks to colours as Pillow does: each ink takes away its share of red, green or blue, and black its share of
 * all three. Without a printing profile nothing more accurate is possible; profiles are never applied.
 */
final class Cmyk {

    private static final int HALF = 1 << 15;

    private Cmyk() {}

    /**
     * An RGB image of the samples of a four-component JPEG. By Adobe's convention, which all programs follow, each
     * sample is 255 minus the ink.
     *
     * @param isYcck whether the first three components are to be converted to inks first
     */
    static BufferedImage image(Raster stored, boolean isYcck) {
        BufferedImage image = new BufferedImage(stored.getWidth(), stored.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        int[] row = new int[4 * stored.getWidth()];
        int[] rgb = new int[3];
        for (int y = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, stored.getWidth(), 1, row);
            for (int x = 0; x < stored.getWidth(); x++) {
                if (isYcck) {
                    convertToInks(row, 4 * x);
                }
                for (int i = 0; i < 3; i++) {
                    rgb[i] = colour(255 - row[4 * x + i], 255 - row[4 * x + 3]);
                }
                image.getRaster().setPixel(x, y, rgb);
            }
        }
        return image;
    }

    /**
     * The red, green or blue that the inks leave, 0..255.
     *
     * @param ink 0..255
     * @param black 0..255
     */
    static int colour(int ink, int black) {
        int paper = 255 - black;
        int product = ink * paper + 128;
        return paper - (((product >> 8) + product) >> 8);
    }

    /** As libjpeg does it, in fixed point with 16 fraction bits: converts YCC to RGB, whose complement is CMY. */
    private static void convertToInks(int[] samples, int at) {
        int luminance = samples[at];
        int blue = samples[at + 1] - 128;
        int red = samples[at + 2] - 128;
        samples[at] = 255 - clamped(luminance + ((91881 * red + HALF) >> 16));
        samples[at + 1] = 255 - clamped(luminance + ((-22554 * blue - 46802 * red + HALF) >> 16));
        samples[at + 2] = 255 - clamped(luminance + ((116130 * blue + HALF) >> 16));
    }

    private static int clamped(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
