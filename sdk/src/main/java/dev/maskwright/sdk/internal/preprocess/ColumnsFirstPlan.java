package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.RowReader;
import dev.maskwright.sdk.internal.pixel.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads each row once and adds it to the target rows that use it; a target row is summed along the row once it is
 * complete.
 */
sealed class ColumnsFirstPlan extends SmoothPlan permits RowPairsPlan {

    /**
     * How many target rows may use one source row: more than shrinking ever needs, and few enough to keep them all in
     * memory.
     */
    static final int MOST_AT_ONCE = 8;

    /**
     * The incomplete target rows, row {@code y} at {@code y % open.length}, split into lanes as in {@link RowReader}.
     */
    final int[][][] open;

    private final int rowsAtOnce;
    private final int[][] lanes;

    private final int[] total;

    ColumnsFirstPlan(
            PixelSource source,
            View view,
            Fitting fitting,
            Coefficients across,
            Coefficients rows,
            @Nullable VectorLoops loops) {
        this(source, view, fitting, across, rows, loops, 1);
    }

    /**
     * @param rowsAtOnce how many rows of the stored picture {@link #addRows} adds, starting at a multiple of this
     *     number
     */
    ColumnsFirstPlan(
            PixelSource source,
            View view,
            Fitting fitting,
            Coefficients across,
            Coefficients rows,
            @Nullable VectorLoops loops,
            int rowsAtOnce) {
        super(source, view, fitting, across, rows, loops);
        this.rowsAtOnce = rowsAtOnce;
        lanes = rowsAtOnce == 1 ? reader.newLanes() : new int[0][];
        open = new int[rowsAtOnce * rows.mostAtOnce()][][];
        Arrays.setAll(open, i -> reader.newLanes());
        total = new int[reader.channels() * columns];
    }

    @Override
    public final void run(PixelSource source, View place, InputWriter input, int image) {
        reader.open(source, place.x() - lead);
        int whole = 0;
        int begun = 0;
        int targets = rows.targetSize();
        int first = rows.starts()[0];
        for (int row = first - (place.y() + first) % rowsAtOnce; whole < targets; row += rowsAtOnce) {
            int next = row + rowsAtOnce;
            for (; begun < targets && rows.starts()[begun] < next; begun++) {
                for (int[] lane : open[begun % open.length]) {
                    Arrays.fill(lane, HALF);
                }
            }
            addRows(place.y(), row, whole, begun);
            for (; whole < begun && rows.end(whole) <= next; whole++) {
                finish(whole, input, image);
            }
        }
        reader.close();
    }

    /**
     * Reads rows from {@code row} on and adds them to target rows {@code from..to}, end excluded.
     *
     * @param top the row of the stored picture that is row 0 here
     */
    void addRows(int top, int row, int from, int to) {
        reader.read(top + row, lanes);
        int target = from;
        for (; target + 1 < to; target += 2) {
            int[][] a = open[target % open.length];
            int[][] b = open[(target + 1) % open.length];
            int weightOfA = weight(target, row);
            int weightOfB = weight(target + 1, row);
            for (int i = 0; i < lanes.length; i++) {
                add(lanes[i], weightOfA, a[i], weightOfB, b[i]);
            }
        }
        if (target < to) {
            int[][] a = open[target % open.length];
            int weight = weight(target, row);
            for (int i = 0; i < lanes.length; i++) {
                add(lanes[i], weight, a[i]);
            }
        }
    }

    private int weight(int target, int row) {
        return rows.weights()[target * rows.stride() + row - rows.starts()[target]];
    }

    private static void add(int[] lane, int weightOfA, int[] a, int weightOfB, int[] b) {
        for (int i = 0; i < lane.length; i++) {
            int value = lane[i];
            a[i] += value * weightOfA;
            b[i] += value * weightOfB;
        }
    }

    private static void add(int[] lane, int weight, int[] a) {
        for (int i = 0; i < lane.length; i++) {
            a[i] += lane[i] * weight;
        }
    }

    private void finish(int target, InputWriter input, int image) {
        int[][] row = open[target % open.length];
        for (int[] lane : row) {
            round(lane, lane);
        }
        for (int c = 0; c < reader.channels(); c++) {
            sums.sum(row, c * RowReader.LANES, total, c * columns);
        }
        write(total, target, input, image);
    }
}
