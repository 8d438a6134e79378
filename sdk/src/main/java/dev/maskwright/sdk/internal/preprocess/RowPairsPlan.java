package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.RowReader;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.internal.pixel.YuvReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads two rows with the U and V that they share, then converts them and adds them to their target rows lane by lane:
 * each target row is read and written once for both.
 */
final class RowPairsPlan extends ColumnsFirstPlan {

    private final RowPairs pairs;
    private final YuvReader yuv;
    private final int end;
    private final int[] first;
    private final int[] second;
    private final int[][] targets;
    private final int[] weights;

    RowPairsPlan(
            PixelSource source,
            View view,
            Fitting fitting,
            Coefficients across,
            Coefficients rows,
            @Nullable VectorLoops loops) {
        super(source, view, fitting, across, rows, loops, 2);
        pairs = loops == null ? new PlainRowPairs(reader.groups()) : loops.pairs();
        yuv = (YuvReader) reader;
        end = rows.last();
        first = new int[reader.groups()];
        second = new int[reader.groups()];
        targets = new int[open.length][];
        weights = new int[2 * open.length];
    }

    @Override
    void addRows(int top, int row, int from, int to) {
        yuv.readLuma(top + row, first);
        if (row + 1 < end) { // otherwise the row may not exist, and its weight is 0
            yuv.readLuma(top + row + 1, second);
        }
        yuv.readTints(top + row);
        int count = Math.max(2, to - from); // if there is only one, the next has weight 0
        for (int k = 0; k < count; k++) {
            weights[2 * k] = from + k < to ? weight(from + k, row) : 0;
            weights[2 * k + 1] = from + k < to ? weight(from + k, row + 1) : 0;
        }
        for (int lane = 0; lane < RowReader.LANES; lane++) {
            pairs.open(first, second, Byte.SIZE * lane, yuv.lumaFactor());
            for (int channel = 0; channel < 3; channel++) {
                for (int k = 0; k < count; k++) {
                    targets[k] = open[(from + k) % open.length][channel * RowReader.LANES + lane];
                }
                pairs.add(yuv.tint(channel, lane), targets, weights, count);
            }
        }
    }

    /** The weight of a row in a target; 0 if the target does not use it. */
    private int weight(int target, int row) {
        int k = row - rows.starts()[target];
        return k < 0 || k >= rows.lengths()[target] ? 0 : rows.weights()[target * rows.stride() + k];
    }
}
