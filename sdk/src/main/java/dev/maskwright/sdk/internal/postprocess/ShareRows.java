package dev.maskwright.sdk.internal.postprocess;

import java.util.Arrays;

/** Reads the class shares of a tile at the pixels of the picture: bilinear where the network's result has another size than the tile. */
public final class ShareRows {

    private final int planeWidth;
    private final int planeSize;
    private final boolean isSameSize;
    private final Axis across;
    private final Axis down;

    /**
     * Shares of one size for tiles of one size.
     *
     * @param planeWidth of what the network gives
     * @param tileWidth of a tile in pixels of the picture
     */
    public ShareRows(int planeWidth, int planeHeight, int tileWidth, int tileHeight) {
        this.planeWidth = planeWidth;
        planeSize = planeWidth * planeHeight;
        isSameSize = planeWidth == tileWidth && planeHeight == tileHeight;
        across = Axis.of(planeWidth, tileWidth);
        down = Axis.of(planeHeight, tileHeight);
    }

    /** Writes the shares of class {@code k} at {@code count} pixels of a tile's row, from its pixel {@code (x, y)} on. */
    void read(float[] planes, int k, int x, int y, int count, float[] row) {
        int upper = k * planeSize + down.first[y] * planeWidth;
        if (isSameSize) {
            System.arraycopy(planes, upper + x, row, 0, count);
            return;
        }
        int lower = k * planeSize + down.second[y] * planeWidth;
        float lowerShare = down.secondShare[y];
        for (int i = 0; i < count; i++) {
            int left = across.first[x + i];
            int right = across.second[x + i];
            float rightShare = across.secondShare[x + i];
            float a = planes[upper + left] + (planes[upper + right] - planes[upper + left]) * rightShare;
            float b = planes[lower + left] + (planes[lower + right] - planes[lower + left]) * rightShare;
            row[i] = a + (b - a) * lowerShare;
        }
    }

    /** For each pixel of the tile the two positions of the plane that it lies between: pixels are squares, not points. */
    @SuppressWarnings("ArrayRecordComponent") // tables; never compared
    private record Axis(int[] first, int[] second, float[] secondShare) {

        static Axis of(int planeSize, int tileSize) {
            int[] first = new int[tileSize];
            int[] second = new int[tileSize];
            float[] secondShare = new float[tileSize];
            Arrays.setAll(first, i -> (int) position(i, planeSize, tileSize));
            for (int i = 0; i < tileSize; i++) {
                second[i] = Math.min(first[i] + 1, planeSize - 1);
                secondShare[i] = (float) (position(i, planeSize, tileSize) - first[i]);
            }
            return new Axis(first, second, secondShare);
        }

        private static double position(int i, int planeSize, int tileSize) {
            return Math.min(Math.max((i + 0.5) * planeSize / tileSize - 0.5, 0), planeSize - 1);
        }
    }
}
