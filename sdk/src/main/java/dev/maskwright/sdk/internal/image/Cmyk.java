package dev.maskwright.sdk.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Inks as colours, as Pillow converts them: each ink takes away its share of red, green or blue, black its share of all.
 * Without the profile of a printing press this is what can be said; profiles are applied to no picture.
 */
final class Cmyk {

    private static final int HALF = 1 << 15;

    private Cmyk() {}

    /**
     * The samples of a JPEG of four components. Adobe's convention, which all follow, is to store 255 less each ink.
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
     * A part of a colour that inks leave.
     *
     * @param ink 0..255
     * @param black 0..255
     */
    static int colour(int ink, int black) {
        int paper = 255 - black;
        int product = ink * paper + 128;
        return paper - (((product >> 8) + product) >> 8);
    }

    /** As libjpeg does it, in numbers of 16 bits behind the point: RGB of luminance and differences is the opposite of CMY. */
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
