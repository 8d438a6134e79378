package dev.maskwright.sdk.internal.preprocess;

/**
 * Y for each pixel, and U and V for each two pixels side by side.
 *
 * @param halvesRows whether two rows share one row of U and V
 */
public record YuvSource(PixelPlane y, PixelPlane u, PixelPlane v, boolean halvesRows, YuvConversion conversion)
        implements PixelSource {

    public YuvSource with(YuvConversion newConversion) {
        return new YuvSource(y, u, v, halvesRows, newConversion);
    }

    /** The row of U and V that belongs to a row of Y. */
    int colourRow(int row) {
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
