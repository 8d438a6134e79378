package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.Nullable;

/**
 * Pixels of one or more bytes; {@code red}, {@code green} and {@code blue} are the offsets of the channels in a pixel,
 * all equal for grey.
 */
public record ColourSource(PixelPlane plane, int red, int green, int blue) implements PixelSource {

    boolean isGrey() {
        return red == blue;
    }

    /** How many bytes of each pixel are read. */
    int pixelBytes() {
        return Math.max(red, Math.max(green, blue)) + 1;
    }

    /** The array if it holds nothing but the picture as interleaved RGB. */
    public byte @Nullable [] packedRgb(int width, int height) {
        byte @Nullable [] array = plane.array();
        boolean isPacked = array != null
                && red == 0
                && blue == 2
                && plane.pixelStride() == 3
                && plane.rowStride() == 3 * width
                && array.length == 3 * width * height;
        return isPacked ? array : null;
    }

    @Override
    public void readRgb(int x, int y, int count, byte[] rgb) {
        int from = plane.index(x, y);
        for (int i = 0; i < 3 * count; i += 3, from += plane.pixelStride()) {
            rgb[i] = plane.at(from + red);
            rgb[i + 1] = plane.at(from + green);
            rgb[i + 2] = plane.at(from + blue);
        }
    }
}
