package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.RowReader;
import dev.maskwright.sdk.internal.pixel.View;
import org.jspecify.annotations.Nullable;

/** Reads each row once, sums it along the row, and keeps as many of these short rows as one target row needs. */
final class RowsFirstPlan extends SmoothPlan {

    private final int[][] lanes;

    /** Short rows as 0..255, that of source row {@code y} at {@code y % shortRows.length}. */
    private final int[][] shortRows;

    private final int[] total;

    RowsFirstPlan(
            PixelSource source,
            View view,
            Fitting fitting,
            Coefficients across,
            Coefficients rows,
            @Nullable VectorLoops loops) {
        super(source, view, fitting, across, rows, loops);
        lanes = reader.newLanes();
        int longest = 0;
        for (int length : rows.lengths()) {
            longest = Math.max(longest, length);
        }
        shortRows = new int[longest][reader.channels() * columns];
        total = new int[reader.channels() * columns];
    }

    @Override
    public void run(PixelSource source, View place, InputWriter input, int image) {
        reader.open(source, place.x() - lead);
        int next = 0;
        for (int target = 0; target < rows.targetSize(); target++) {
            for (next = Math.max(next, rows.starts()[target]); next < rows.end(target); next++) {
                readShort(place.y() + next, shortRows[next % shortRows.length]);
            }
            sumUp(target);
            write(total, target, input, image);
        }
        reader.close();
    }

    private void readShort(int row, int[] shortRow) {
        reader.read(row, lanes);
        for (int c = 0; c < reader.channels(); c++) {
            sums.sum(lanes, c * RowReader.LANES, shortRow, c * columns);
        }
        round(shortRow, shortRow);
    }

    private void sumUp(int target) {
        int start = rows.starts()[target];
        int weight = target * rows.stride();
        begin(shortRows[start % shortRows.length], rows.weights()[weight], total);
        for (int k = 1; k < rows.lengths()[target]; k++) {
            add(shortRows[(start + k) % shortRows.length], rows.weights()[weight + k], total);
        }
    }

    private static void begin(int[] row, int weight, int[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] = row[i] * weight + HALF;
        }
    }

    private static void add(int[] row, int weight, int[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] += row[i] * weight;
        }
    }
}
