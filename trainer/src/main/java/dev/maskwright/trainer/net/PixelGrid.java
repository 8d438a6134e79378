package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;

/**
 * A subset of the pixels of a map: every {@code stride}-th of every {@code stride}-th row.
 *
 * @param stride at least 1
 * @param row the first row, 0..stride-1
 * @param column the first column, likewise
 */
public record PixelGrid(int stride, int row, int column) {

    /** Every pixel. */
    public static final PixelGrid ALL = new PixelGrid(1, 0, 0);

    public PixelGrid {
        if (stride < 1 || row < 0 || row >= stride || column < 0 || column >= stride) {
            throw new IllegalArgumentException(
                    "a grid of pixels has a stride of at least 1 and begins within it, got stride %d, row %d, column %d"
                            .formatted(stride, row, column));
        }
    }

    /** How many of {@code size} rows or columns are in the grid, from {@code first} on. */
    long count(long size, int first) {
        return (size - first + stride - 1) / stride;
    }

    /** The grid's pixels of maps, (N, C, H, W). */
    public NDArray of(NDArray maps) {
        return stride == 1 ? maps : maps.get(":, :, {}::{}, {}::{}", row, stride, column, stride);
    }

    /**
     * As {@link #of(NDArray)}.
     *
     * @param maps (N, H, W), one byte a pixel
     * @return the same for the pixels of the grid
     */
    public byte[] of(byte[] maps, int width, int height) {
        if (stride == 1) {
            return maps;
        }
        int count = maps.length / (width * height);
        byte[] taken = new byte[Math.toIntExact(count * count(height, row) * count(width, column))];
        int next = 0;
        for (int map = 0; map < count; map++) {
            for (int y = row; y < height; y += stride) {
                for (int x = column; x < width; x += stride) {
                    taken[next++] = maps[(map * height + y) * width + x];
                }
            }
        }
        return taken;
    }
}
