package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.MaskSink;
import java.io.IOException;
import java.util.Arrays;

/**
 * Joins the class shares of tiles into one mask. Tiles come row by row, each row from left to right. Where two fade
 * into each other, the shares of a pixel are the weighted means of both. Only the shares in fades are kept until the
 * next tile: one vertical strip between two tiles, and one horizontal strip between two rows of tiles. For one thread.
 */
public final class TileBlender {

    private final TileAxis columns;
    private final TileAxis rows;
    private final int width;
    private final int classes;
    private final ShareRows shares;
    private final Scores scores;
    private final MaskSink sink;

    /** Weighted shares in the fade into the next tile: (K, rows of a tile, fade). */
    private final float[] right;

    /** Weighted shares in the fades into the rows of tiles above and below, each (K, fade, width). */
    private float[] above;

    private float[] below;

    private final float[] row;
    private final float[] best;
    private final byte[] bestIds;
    private final byte[] classIds;
    private final byte[] confidences;

    /**
     * Starts an empty mask.
     *
     * @param width of the picture
     * @param shares reads the shares of a tile at the picture's pixels
     * @param scores the kind of score that the shares were computed from
     */
    public TileBlender(
            TileAxis columns, TileAxis rows, int width, int classes, ShareRows shares, Scores scores, MaskSink sink) {
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.classes = classes;
        this.shares = shares;
        this.scores = scores;
        this.sink = sink;
        right = new float[size(classes, rows.inside(), columns.fade())];
        above = new float[size(classes, rows.fade(), width)];
        below = new float[above.length];
        row = new float[columns.inside()];
        best = new float[columns.inside()];
        bestIds = new byte[columns.inside()];
        classIds = new byte[size(1, rows.inside(), width)];
        confidences = new byte[classIds.length];
    }

    private static int size(int a, int b, int c) {
        return Math.multiplyExact(Math.multiplyExact(a, b), c);
    }

    /**
     * Adds the next tile; after the last tile of a row, the finished rows go to the sink.
     *
     * @param planes the tile's shares 0..1 of each class, (K, h, w); not kept
     */
    public void add(int column, int tileRow, float[] planes) throws IOException {
        int begin = rows.begin(tileRow);
        int end = rows.end(tileRow);
        int count = columns.end(column) - columns.begin(column);
        for (int y = begin; y < end; y++) {
            Arrays.fill(best, -1);
            for (int k = 0; k < classes; k++) {
                readRow(column, tileRow, planes, k, y);
                if (y - begin < rows.fadeBefore(tileRow)) {
                    addAbove(column, k, y - begin);
                }
                for (int i = 0; i < count; i++) {
                    if (row[i] > best[i]) {
                        best[i] = row[i];
                        bestIds[i] = (byte) k;
                    }
                }
            }
            int target = (y - begin) * width + columns.begin(column);
            System.arraycopy(bestIds, 0, classIds, target, count);
            for (int i = 0; i < count; i++) {
                float probability = best[i] - scores.excess(bestIds[i] & 0xff);
                confidences[target + i] = (byte) (int) (Math.min(Math.max(probability, 0), 1) * 255 + 0.5f);
            }
        }
        for (int y = end; y < end + rows.fadeAfter(tileRow); y++) {
            for (int k = 0; k < classes; k++) {
                readRow(column, tileRow, planes, k, y);
                keepBelow(column, k, y - end);
            }
        }
        if (column == columns.count() - 1) {
            sink.rows(begin, end - begin, classIds, confidences);
            float[] used = above;
            above = below;
            below = used;
        }
    }

    /**
     * Fills {@link #row} with the shares of class {@code k} from where the tile's weight begins; keeps the fade into
     * the next tile.
     */
    private void readRow(int column, int tileRow, float[] planes, int k, int y) {
        int begin = columns.begin(column);
        int count = columns.end(column) - begin;
        int fadeAfter = columns.fadeAfter(column);
        shares.read(planes, k, begin - columns.start(column), y - rows.start(tileRow), count + fadeAfter, row);
        int kept = (k * rows.inside() + y - rows.begin(tileRow)) * columns.fade();
        for (int i = 0; i < columns.fadeBefore(column); i++) {
            row[i] = row[i] * columns.rising(i) + right[kept + i];
        }
        for (int i = 0; i < fadeAfter; i++) {
            right[kept + i] = row[count + i] * (1 - columns.rising(i));
        }
    }

    private void addAbove(int column, int k, int fadeRow) {
        int begin = columns.begin(column);
        int count = columns.end(column) - begin;
        int kept = (k * rows.fade() + fadeRow) * width + begin;
        float rising = rows.rising(fadeRow);
        for (int i = 0; i < count; i++) {
            row[i] = row[i] * rising + above[kept + i];
        }
    }

    private void keepBelow(int column, int k, int fadeRow) {
        int begin = columns.begin(column);
        int count = columns.end(column) - begin;
        int kept = (k * rows.fade() + fadeRow) * width + begin;
        float falling = 1 - rows.rising(fadeRow);
        for (int i = 0; i < count; i++) {
            below[kept + i] = row[i] * falling;
        }
    }
}
