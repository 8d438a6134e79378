package dev.maskwright.sdk.internal.pixel;

/**
 * Y for each pixel, and U and V for each two horizontally adjacent pixels.
 *
 * @param halvesRows whether two rows share one row of U and V; if not, the three planes are one: Y, U, Y, V or U, Y, V,
 *     Y of each two pixels, without gaps
 */
public record YuvSource(PixelPlane y, PixelPlane u, PixelPlane v, boolean halvesRows, YuvConversion conversion)
        implements PixelSource {

    public YuvSource with(YuvConversion newConversion) {
        return new YuvSource(y, u, v, halvesRows, newConversion);
    }

    /** The index of a pair of pixels if {@link #y}, {@link #u} and {@link #v} are one plane; {@code x} is even. */
    int pairIndex(int x, int row) {
        return Math.min(y.index(x, row), u.index(x / 2, row));
    }

    boolean isLumaFirst() {
        return y.offset() < u.offset();
    }

    /** The row of U and V that belongs to a row of Y. */
    public int colourRow(int row) {
        return halvesRows ? row / 2 : row;
    }

    @Override
    public void readRgb(int x, int row, int count, byte[] rgb) {
        int luma = y.index(x, row);
        for (int i = 0; i < count; i++, luma += y.pixelStride()) {
            int column = (x + i) / 2;
            int blue = u.at(u.index(column, colourRow(row))) & 0xff;
            int red = v.at(v.index(column, colourRow(row))) & 0xff;
            conversion.convert(y.at(luma) & 0xff, blue, red, rgb, 3 * i);
        }
    }
}
