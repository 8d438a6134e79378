package dev.maskwright.sdk.internal.video;

import java.util.Arrays;

/**
 * What of a picture is another than what is known of it, beyond the noise of the sensor. A cell has moved where its
 * means differ from those known by more than a threshold, and where a neighbour's do. The noise is learned: the quarter
 * of the cells that changes least from frame to frame shows nothing else. For one thread at a time.
 */
public final class Changes {

    /** Times the lower quartile of what noise does, which it exceeds once in some million cells. */
    private static final float QUARTILES = 6;

    /** The threshold follows noise up to this many times the least: beyond it may be motion all over the picture. */
    private static final float MOST = 4;

    /** How fast the threshold may rise from frame to frame, so that a pan of some seconds is not taken for noise. */
    private static final float RISE = 1.02f;

    private static final float FALL = 0.9f;

    /** The share of the threshold from which on a cell has moved a little. */
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
     * Cells of which nothing is known.
     *
     * @param least the least threshold: levels 0..255 that the three means of a cell differ by together
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

    /** Takes all that is known from a sketch (3, rows, columns). */
    public void begin(float[] sketch) {
        System.arraycopy(sketch, 0, known, 0, known.length);
        System.arraycopy(sketch, 0, last, 0, last.length);
        Arrays.fill(motion, 1);
        threshold = 0;
    }

    /** Compares a sketch with what is known. */
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
            return; // the same frame once more, or nearly so, says nothing of noise
        }
        float noise = QUARTILES * (bin + 0.5f) / BINS_PER_LEVEL;
        float limit = threshold == 0 ? MOST * least : Math.min(MOST * least, threshold * RISE);
        threshold = Math.max(Math.max(least, threshold * FALL), Math.min(noise, limit));
    }

    /** How surely each cell or a neighbour has moved, 0..1, row by row. */
    public float[] motion() {
        return motion;
    }

    /** Whether a cell or a neighbour has changed for certain. */
    public boolean hasMoved(int column, int row) {
        return motion[row * columns + column] >= 1;
    }

    /** Whether no cell has changed for certain. */
    public boolean isStill() {
        for (float cell : motion) {
            if (cell >= 1) {
                return false;
            }
        }
        return true;
    }

    /** Takes a share 0..1 of a cell from the sketch into what is known. */
    public void know(int cell, float[] sketch, float share) {
        for (int i = cell; i < known.length; i += differences.length) {
            known[i] += share * (sketch[i] - known[i]);
        }
    }
}
