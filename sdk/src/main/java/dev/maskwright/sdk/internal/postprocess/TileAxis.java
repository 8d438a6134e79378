package dev.maskwright.sdk.internal.postprocess;

/**
 * The tiles along one axis of a picture: where each begins, and its weight at each pixel. Tiles are spaced evenly, so
 * neighbours may overlap more than requested. They fade into each other in the middle of their overlap, over
 * {@link #fade} pixels; pixels closer to a tile's edge are not used. The weights of all tiles add up to 1 everywhere,
 * and at most two tiles have a weight at any pixel.
 */
public final class TileAxis {

    private final int length;
    private final int tile;
    private final int[] starts;

    /** For each tile but the last: the first pixel of the fade into the next. */
    private final int[] seams;

    private final float[] rising;

    /**
     * Spreads tiles.
     *
     * @param length of the picture
     * @param tile the length of a tile; if it is more than the picture's, there is one tile, which ends outside
     * @param overlap at most half a tile
     */
    public TileAxis(int length, int tile, int overlap) {
        this.length = length;
        this.tile = tile;
        int count = length <= tile ? 1 : 1 + (length - tile + tile - overlap - 1) / (tile - overlap);
        starts = new int[count];
        int leastStep = tile;
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) i * (length - tile) / (count - 1));
            leastStep = Math.min(leastStep, starts[i] - starts[i - 1]);
        }
        int fade = Math.min(overlap, leastStep);
        seams = new int[count - 1];
        for (int i = 0; i < seams.length; i++) {
            seams[i] = Math.floorDiv(starts[i] + starts[i + 1] + tile - fade, 2);
        }
        rising = new float[count > 1 ? fade : 0];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / fade));
        }
    }

    public int count() {
        return starts.length;
    }

    /** The first pixel of a tile. */
    public int start(int index) {
        return starts[index];
    }

    /** How many pixels of a tile lie inside the picture. */
    public int inside() {
        return Math.min(tile, length);
    }

    /** The first pixel for which a tile counts; there its weight rises from 0 unless it is the first tile. */
    public int begin(int index) {
        return index == 0 ? 0 : seams[index - 1];
    }

    /** The pixel after the last for which a tile counts in full: there the fade into the next tile begins. */
    public int end(int index) {
        return index == seams.length ? length : seams[index];
    }

    /** Over how many pixels a tile fades into the next. */
    public int fade() {
        return rising.length;
    }

    /** The weight of the later tile at pixel {@code i} of a fade; the earlier one has the rest. */
    public float rising(int i) {
        return rising[i];
    }

    /** How many pixels the fade into this tile has; 0 for the first tile. */
    int fadeBefore(int index) {
        return index == 0 ? 0 : rising.length;
    }

    /** How many pixels the fade into the next tile has; 0 for the last tile. */
    int fadeAfter(int index) {
        return index == seams.length ? 0 : rising.length;
    }
}
