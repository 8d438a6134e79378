package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.RawMask;

/**
 * A mask as regions of equal values.
 *
 * @param values (H, W)
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record LabelGrid(int width, int height, int[] values) {

    static LabelGrid of(RawMask mask) {
        int[] values = new int[mask.width() * mask.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(mask, i);
        }
        return new LabelGrid(mask.width(), mask.height(), values);
    }

    private static int value(RawMask mask, int i) {
        if (mask instanceof RawMask.Product product) {
            return (product.levels()[i] & 0xFF) >= 128 ? 1 : 0;
        }
        if (mask instanceof RawMask.Ids ids) {
            return ids.ids()[i];
        }
        byte[] rgb = ((RawMask.Colours) mask).rgb();
        return (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
    }

    /** The grid rotated as a picture of this EXIF orientation is shown, 1..8. */
    LabelGrid turned(int orientation) {
        boolean swapsSides = orientation >= 5;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int newWidth = swapsSides ? height : width;
        int newHeight = swapsSides ? width : height;
        int[] to = new int[values.length];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int column = swapsSides ? y : x;
                int row = swapsSides ? x : y;
                column = fromRight ? width - 1 - column : column;
                row = fromBottom ? height - 1 - row : row;
                to[y * newWidth + x] = values[row * width + column];
            }
        }
        return new LabelGrid(newWidth, newHeight, to);
    }

    /**
     * The mean change of the picture's brightness at the borders of regions; 0 if there are none. The picture must have
     * the grid's size.
     */
    double edgeUnderOutlines(Frame picture) {
        long sum = 0;
        long pairs = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                if (x + 1 < width && values[i] != values[i + 1]) {
                    sum += Math.abs(brightness(picture, i) - brightness(picture, i + 1));
                    pairs++;
                }
                if (y + 1 < height && values[i] != values[i + width]) {
                    sum += Math.abs(brightness(picture, i) - brightness(picture, i + width));
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : (double) sum / pairs;
    }

    private static int brightness(Frame picture, int i) {
        byte[] rgb = picture.rgb();
        return (rgb[3 * i] & 0xFF) + (rgb[3 * i + 1] & 0xFF) + (rgb[3 * i + 2] & 0xFF);
    }
}
