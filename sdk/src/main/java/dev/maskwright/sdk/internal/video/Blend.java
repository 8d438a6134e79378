package dev.maskwright.sdk.internal.video;

import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.preprocess.Sketch;

/**
 * The blending weight of a network's new result against the accumulated one, for each pixel of the result: 1 where the
 * picture has changed, a given share where it has not. For one thread at a time.
 */
public final class Blend {

    /** The highest number of cells along the longer side; each cell is a whole number of result pixels. */
    private static final int CELLS = 80;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final Sketch sketch;
    private final Changes changes;
    private final int[] cellX;
    private final int[] cellY;
    private final float[] shares;

    /**
     * For results of one size.
     *
     * @param least see {@link Changes}
     */
    public Blend(int width, int height, double least) {
        this.width = width;
        this.height = height;
        int times = (Math.max(width, height) + CELLS - 1) / CELLS;
        columns = (width + times - 1) / times;
        rows = (height + times - 1) / times;
        sketch = new Sketch(columns, rows);
        changes = new Changes(columns, rows, least);
        cellX = new int[width];
        cellY = new int[height];
        shares = new float[width * height];
    }

    public int columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    public Changes changes() {
        return changes;
    }

    public Sketch sketch() {
        return sketch;
    }

    /** Starts over with the frame that was sketched last, all of which counts as moved. */
    public void begin(Fitting fitting) {
        changes.begin(sketch.means());
        place(cellX, columns, fitting.left(), fitting.width(), fitting.inputWidth());
        place(cellY, rows, fitting.top(), fitting.height(), fitting.inputHeight());
    }

    /** The cell of each pixel along an axis; padding belongs to the cells beside it. */
    private static void place(int[] cells, int count, int begin, int length, int inputSize) {
        for (int i = 0; i < cells.length; i++) {
            double inFrame = ((i + 0.5) * inputSize / cells.length - begin) / length;
            cells[i] = Math.max(0, Math.min(count - 1, (int) Math.floor(inFrame * count)));
        }
    }

    /**
     * Computes the shares of the pixels that a part keeps, and blends the sketch of their cells into the known one by
     * the same shares.
     *
     * @param still the share where nothing has moved, 0..1
     * @return a share for each pixel of the whole result; only those of the part are new
     */
    public float[] shares(Part part, float still) {
        float[] motion = changes.motion();
        int cell = -1;
        for (int y = part.keepTop(); y < part.keepBottom(); y++) {
            boolean isNewRow = y == part.keepTop() || cellY[y] != cellY[y - 1];
            for (int x = part.keepLeft(); x < part.keepRight(); x++) {
                int own = cellY[y] * columns + cellX[x];
                shares[y * width + x] = Math.max(still, motion[own]);
                if (isNewRow && own != cell) {
                    changes.know(own, sketch.means(), shares[y * width + x]);
                    cell = own;
                }
            }
        }
        return shares;
    }

    /**
     * The fraction 0..1 of pixels in still cells whose class is the same in both masks, which have one size, whatever
     * it is.
     */
    public double agreement(byte[] a, byte[] b, int maskWidth) {
        int maskHeight = a.length / maskWidth;
        long still = 0;
        long alike = 0;
        for (int i = 0; i < a.length; i++) {
            int x = cellX[i % maskWidth * width / maskWidth];
            int y = cellY[i / maskWidth * height / maskHeight];
            if (changes.motion()[y * columns + x] == 0) {
                still++;
                alike += a[i] == b[i] ? 1 : 0;
            }
        }
        return still == 0 ? 1 : (double) alike / still;
    }
}
