package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.RawMask;

/** Masks in which one product is white. */
final class ProductMask {

    private static final int WHITE = 255;
    private static final int HALF = 128;

    private ProductMask() {}

    /** Reads a mask, as levels of 0..255 whatever its depth. */
    static RawMask.Product read(byte[] encoded, String name) throws ImageReadException {
        Frame frame = ImageFiles.decode(encoded, name);
        byte[] rgb = frame.rgb();
        byte[] levels = new byte[rgb.length / 3];
        boolean isDark = true;
        for (int i = 0; i < levels.length; i++) {
            int sum = (rgb[3 * i] & 0xFF) + (rgb[3 * i + 1] & 0xFF) + (rgb[3 * i + 2] & 0xFF);
            levels[i] = (byte) (sum / 3);
            isDark &= sum < 3 * HALF;
        }
        return new RawMask.Product(frame.width(), frame.height(), isDark ? ofNumbers(encoded, name, levels) : levels);
    }

    /** 255 in 16 bits is dark in a picture, but was meant as white. */
    private static byte[] ofNumbers(byte[] encoded, String name, byte[] dark) {
        try {
            char[] numbers = ImageFiles.decodeNumbers(encoded, name).numbers();
            byte[] levels = new byte[numbers.length];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (byte) Math.min(WHITE, numbers[i]);
            }
            return levels.length == dark.length ? levels : dark;
        } catch (ImageReadException e) { // after lossy compression, or in fractions: it is dark
            return dark;
        }
    }
}
