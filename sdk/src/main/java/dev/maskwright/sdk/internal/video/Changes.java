package dev.maskwright.sdk.internal.video;

import java.util.Arrays;

/**
 * Finds what has changed in a picture against the known one, beyond sensor noise. A cell has moved if its means, or a
 * neighbour's, differ from the known ones by more than a threshold. The noise is learned, on the assumption that the
 * quarter of the cells that changes least from frame to frame shows nothing but noise. For one thread at a time.
 */
public final class Changes {

    /**
     * The threshold as a multiple of the lower quartile of the differences; noise exceeds it about once in a million
     * cells.
     */
    private static final float QUARTILES = 6;

    /**
     * The threshold follows noise up to this multiple of the least threshold; more may be motion of the whole picture.
     */
    private static final float MOST = 4;

    /** How fast the threshold may rise from frame to frame, so that a pan of a few seconds is not taken for noise. */
    private static final float RISE = 1.02f;

    private static final float FALL = 0.9f;

    /** The fraction of the threshold above which a cell has moved a little. */
    private static final float LITTLE = 0.5f;

    private static final int BINS_PER_LEVEL = 16;
    private static final int BINS = 64 * BINS_PER_LEVEL;

    private final int columns;
    private final int rows;
    private final float least;
    private final float[] known;
    private final float[] last;
    private final float[] differences;
    private final float[] motion;
    private final int[] histogram = new int[BINS];
    private float threshold; // 0 until there is one

    /**
     * Starts with nothing known.
     *
     * @param least the least threshold, for the sum of the differences of a cell's three means 0..255
     */
    public Changes(int columns, int rows, double least) {
        this.columns = columns;
        this.rows = rows;
        this.least = (float) least;
        known = new float[3 * columns * rows];
        last = new float[known.length];
        differences = new float[columns * rows];
        motion = new float[columns * rows];
    }

    /** Starts over with a sketch (3, rows, columns) as the known one; every cell counts as moved. */
    public void begin(float[] sketch) {
        System.arraycopy(sketch, 0, known, 0, known.length);
        System.arraycopy(sketch, 0, last, 0, last.length);
        Arrays.fill(motion, 1);
        threshold = 0;
    }

    /** Compares a sketch with the known one. */
    public void look(float[] sketch) {
        learnNoise(sketch);
        difference(sketch, known);
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                float most = 0;
                for (int ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++) {
                    for (int nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
                        most = Math.max(most, differences[ny * columns + nx]);
                    }
                }
                float share = (most / threshold - LITTLE) / (1 - LITTLE);
                motion[y * columns + x] = Math.max(0, Math.min(1, share));
            }
        }
    }

    private void difference(float[] a, float[] b) {
        int cells = differences.length;
        for (int i = 0; i < cells; i++) {
            differences[i] = Math.abs(a[i] - b[i])
                    + Math.abs(a[cells + i] - b[cells + i])
                    + Math.abs(a[2 * cells + i] - b[2 * cells + i]);
        }
    }

    private void learnNoise(float[] sketch) {
        difference(sketch, last);
        System.arraycopy(sketch, 0, last, 0, last.length);
        Arrays.fill(histogram, 0);
        for (float difference : differences) {
            histogram[Math.min(BINS - 1, (int) (difference * BINS_PER_LEVEL))]++;
        }
        int bin = 0;
        for (int below = histogram[0]; below < differences.length / 4; below += histogram[bin]) {
            bin++;
        }
        if (bin == 0 && threshold > 0) {
            return; // the same frame again, or nearly so, shows no noise
        }
        float noise = QUARTILES * (bin + 0.5f) / BINS_PER_LEVEL;
        float limit = threshold == 0 ? MOST * least : Math.min(MOST * least, threshold * RISE);
        threshold = Math.max(Math.max(least, threshold * FALL), Math.min(noise, limit));
    }

    /** For each cell, row by row, how certain it is that the cell or a neighbour has moved, 0..1. */
    public float[] motion() {
        return motion;
    }

    /** Whether a cell or a neighbour has certainly moved. */
    public boolean hasMoved(int column, int row) {
        return motion[row * columns + column] >= 1;
    }

    /** Whether no cell has certainly moved. */
    public boolean isStill() {
        for (float cell : motion) {
            if (cell >= 1) {
                return false;
            }
        }
        return true;
    }

    /** Blends a cell of the sketch into the known one, with weight {@code share} 0..1. */
    public void know(int cell, float[] sketch, float share) {
        for (int i = cell; i < known.length; i += differences.length) {
            known[i] += share * (sketch[i] - known[i]);
        }
    }
}
