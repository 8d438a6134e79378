package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.Arrays;
import java.util.List;

/**
 * Paints masks as colours with alpha. Background is not painted, except for pixels that smooth the steps of contours.
 *
 * <p>Rows are split into runs of one class. Where a run has the same class above and below it, at the distance of a
 * contour's width, all of it except its ends is painted at once; only pixels near another class are examined one by
 * one. Arrays are reused for the next mask. For one thread at a time.
 */
final class MaskPainter {

    private static final int MOST = 255;

    private final OverlayStyle style;
    private final int fill; // alpha
    private byte[] classIds = {};
    private int width;
    private int height;
    private List<ClassLabel> classes = List.of();
    private boolean[] painted = {}; // by class
    private int[] colours = {};
    private int line; // the width of contours, in pixels
    private int[] starts = new int[1024]; // of runs
    private int[] firsts = {}; // the first run of each row, then the end of the last

    MaskPainter(OverlayStyle style) {
        this.style = style;
        fill = (int) Math.round(MOST * style.opacity());
    }

    /** Paints a mask, stretched over the whole canvas. */
    void paint(Mask mask, int newWidth, int newHeight, Canvas canvas) {
        prepare(mask, newWidth, newHeight);
        for (int y = 0; y < height; y++) {
            paintRow(y, canvas);
        }
    }

    private void prepare(Mask mask, int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        if (classIds.length != width * height) {
            classIds = new byte[width * height];
        }
        if (firsts.length != height + 1) {
            firsts = new int[height + 1];
        }
        if (!classes.equals(mask.classes())) {
            classes = mask.classes();
            painted = new boolean[classes.size()];
            colours = new int[classes.size()];
            for (ClassLabel label : classes) {
                painted[label.id()] = !label.isBackground();
                colours[label.id()] = label.rgb();
            }
        }
        double wanted = style.contour() * Math.min(width, height);
        line = style.contour() == 0 ? 0 : Math.max(2, (int) Math.round(wanted));
        mask.classIdsAtSize(width, height, classIds);
        findRuns();
    }

    private void findRuns() {
        int size = 0;
        for (int y = 0; y < height; y++) {
            if (starts.length < size + width) {
                starts = Arrays.copyOf(starts, Math.max(size + width, 2 * starts.length));
            }
            firsts[y] = size;
            int row = y * width;
            int x = 0;
            while (x < width) {
                starts[size++] = x;
                int same = Arrays.mismatch(classIds, row + x, row + width - 1, classIds, row + x + 1, row + width);
                x = same < 0 ? width : x + same + 1;
            }
        }
        firsts[height] = size;
    }

    private void paintRow(int y, Canvas canvas) {
        for (int run = firsts[y]; run < firsts[y + 1]; run++) {
            int start = starts[run];
            int end = end(run, y);
            int id = classIds[y * width + start] & 0xff;
            if (line > 0) {
                paintRun(y, start, end, id, canvas);
            } else if (painted[id]) {
                paintInside(y, start, end, id, canvas);
            }
        }
    }

    private int end(int run, int y) {
        return run + 1 < firsts[y + 1] ? starts[run + 1] : width;
    }

    /**
     * Splits a run where the classes above and below it change, and separates pixels near another class from the rest.
     */
    private void paintRun(int y, int start, int end, int id, Canvas canvas) {
        int reach = painted[id] ? line : 1;
        int above = Math.max(y - reach, 0);
        int below = Math.min(y + reach, height - 1);
        int from = start;
        while (from < end) {
            int to = sameFrom(above, from, end);
            to = sameFrom(below, from, to);
            int lonelyFrom = from == 0 ? 0 : from + reach; // the picture's border is not an edge
            int lonelyTo = to == width ? width : to - reach;
            boolean isSame =
                    (classIds[above * width + from] & 0xff) == id && (classIds[below * width + from] & 0xff) == id;
            if (isSame && lonelyFrom < lonelyTo) {
                paintEdge(y, from, lonelyFrom, id, canvas);
                if (painted[id]) {
                    paintInside(y, lonelyFrom, lonelyTo, id, canvas);
                }
                paintEdge(y, lonelyTo, to, id, canvas);
            } else {
                paintEdge(y, from, to, id, canvas);
            }
            from = to;
        }
    }

    /** The end of the run of equal classes in a row from {@code from} on, at most {@code end}. */
    private int sameFrom(int y, int from, int end) {
        int row = y * width;
        int same = Arrays.mismatch(classIds, row + from, row + end - 1, classIds, row + from + 1, row + end);
        return same < 0 ? end : from + same + 1;
    }

    private void paintInside(int y, int from, int to, int id, Canvas canvas) {
        if (fill > 0) {
            canvas.paint(y * width + from, y * width + to, fill << 24 | colours[id]);
        }
    }

    private void paintEdge(int y, int from, int to, int id, Canvas canvas) {
        boolean isPainted = painted[id];
        for (int x = from; x < to; x++) {
            int argb = isPainted ? inside(x, y, id) : outside(x, y);
            if (argb >>> 24 != 0) {
                canvas.paint(y * width + x, y * width + x + 1, argb);
            }
        }
    }

    /** Full opacity along straight edges, less at corners that point inwards. */
    private int inside(int x, int y, int id) {
        int above = Math.max(y - line, 0) * width;
        int middle = y * width;
        int below = Math.min(y + line, height - 1) * width;
        int left = Math.max(x - line, 0);
        int right = Math.min(x + line, width - 1);
        byte own = (byte) id;
        int others = (classIds[above + left] != own ? 1 : 0)
                + (classIds[above + x] != own ? 1 : 0)
                + (classIds[above + right] != own ? 1 : 0)
                + (classIds[middle + left] != own ? 1 : 0)
                + (classIds[middle + right] != own ? 1 : 0)
                + (classIds[below + left] != own ? 1 : 0)
                + (classIds[below + x] != own ? 1 : 0)
                + (classIds[below + right] != own ? 1 : 0);
        int alpha = fill + (MOST - fill) * Math.min(others, 3) / 3;
        return alpha << 24 | colours[id];
    }

    /** Transparent, except in the corners of steps, which get the line's colour with partial opacity. */
    private int outside(int x, int y) {
        int sides = 0;
        int colour = 0;
        for (int side = 0; side < 4; side++) {
            int other =
                    switch (side) {
                        case 0 -> classIds[Math.max(y - 1, 0) * width + x];
                        case 1 -> classIds[y * width + Math.max(x - 1, 0)];
                        case 2 -> classIds[y * width + Math.min(x + 1, width - 1)];
                        default -> classIds[Math.min(y + 1, height - 1) * width + x];
                    };
            if (painted[other & 0xff]) {
                sides++;
                colour = colours[other & 0xff];
            }
        }
        return (MOST * Math.max(0, sides - 1) / 3) << 24 | colour;
    }
}
