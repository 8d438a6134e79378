package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.internal.preprocess.Fitting;

/**
 * Reads the class shares of a tile at the pixels of the picture, interpolating bilinearly if the network's output is
 * not the size of the tile.
 */
public final class ShareRows {

    private final int planeWidth;
    private final int planeSize;
    private final boolean isSameSize;
    private final Axis across;
    private final Axis down;

    /**
     * Shares of one size for tiles of one size.
     *
     * @param planeWidth of the network's output
     * @param tileWidth of a tile in pixels of the picture
     * @param place where a tile lies in the network's input
     */
    public ShareRows(int planeWidth, int planeHeight, int tileWidth, int tileHeight, Fitting place) {
        this.planeWidth = planeWidth;
        planeSize = planeWidth * planeHeight;
        across = Axis.of(planeWidth, tileWidth, place.left(), place.width(), place.inputWidth());
        down = Axis.of(planeHeight, tileHeight, place.top(), place.height(), place.inputHeight());
        isSameSize = across.isIdentity() && down.isIdentity();
    }

    /**
     * Writes the shares of class {@code k} at {@code count} pixels of a tile's row, from its pixel {@code (x, y)} on.
     */
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

    /** For each pixel of the tile, the two positions of the plane that it lies between, with half-pixel centres. */
    @SuppressWarnings("ArrayRecordComponent") // tables; never compared
    private record Axis(int[] first, int[] second, float[] secondShare) {

        static Axis of(int planeSize, int tileSize, int begin, int length, int inputSize) {
            int[] first = new int[tileSize];
            int[] second = new int[tileSize];
            float[] secondShare = new float[tileSize];
            for (int i = 0; i < tileSize; i++) {
                double input = begin + (i + 0.5) * length / tileSize;
                double position = Math.min(Math.max(input * planeSize / inputSize - 0.5, 0), planeSize - 1);
                first[i] = (int) position;
                second[i] = Math.min(first[i] + 1, planeSize - 1);
                secondShare[i] = (float) (position - first[i]);
            }
            return new Axis(first, second, secondShare);
        }

        /** Whether the pixels of the tile are those of the plane, starting with the first. */
        boolean isIdentity() {
            boolean isIdentity = true;
            for (int i = 0; isIdentity && i < first.length; i++) {
                isIdentity = first[i] == i && secondShare[i] == 0;
            }
            return isIdentity;
        }
    }
}
