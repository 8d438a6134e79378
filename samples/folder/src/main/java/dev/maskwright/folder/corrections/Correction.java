package dev.maskwright.folder.corrections;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.RunLengths;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * A mask that a person corrects. Touched pixels become labels: accepted ones keep the class that the model found,
 * relabelled, erased or brushed ones get another. Untouched pixels stay unlabelled, because no one has confirmed them.
 * If a pixel is touched several times, the last one counts. Not thread-safe.
 *
 * <p>Ids are those of a {@link CorrectionSet}, whose first classes are the model's.
 */
public final class Correction {

    /** The label of an untouched pixel, as in the masks of every data set. */
    public static final int UNTOUCHED = 255;

    private final int width;
    private final int height;
    private final byte[] found;
    private final byte[] labels;

    private Correction(int width, int height, byte[] found) {
        this.width = width;
        this.height = height;
        this.found = found;
        this.labels = new byte[found.length];
        Arrays.fill(labels, (byte) UNTOUCHED);
    }

    /**
     * Starts from a model's mask, with all pixels untouched. The mask must have the size of its picture, as from {@link
     * Mask#atFrameSize}.
     */
    public static Correction of(Mask mask) {
        return new Correction(mask.width(), mask.height(), mask.classIds());
    }

    /** Starts from class ids, one for each pixel, row by row; they are copied. */
    public static Correction of(int width, int height, byte[] classIds) {
        if (width < 1 || height < 1 || classIds.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a mask of %dx%d cannot have %d ids".formatted(width, height, classIds.length));
        }
        return new Correction(width, height, classIds.clone());
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Confirms the class of these pixels. */
    public void accept(RunLengths pixels) {
        rows(pixels).stream().forEach(pixel -> labels[pixel] = found[pixel]);
    }

    /** Confirms the class of all untouched pixels. */
    public void acceptRest() {
        for (int pixel = 0; pixel < labels.length; pixel++) {
            if (isUntouched(pixel)) {
                labels[pixel] = found[pixel];
            }
        }
    }

    /** Assigns these pixels to another class. */
    public void relabel(RunLengths pixels, int classId) {
        requireClass(classId);
        rows(pixels).stream().forEach(pixel -> labels[pixel] = (byte) classId);
    }

    /** Assigns these pixels to the background, the first class. */
    public void erase(RunLengths pixels) {
        relabel(pixels, 0);
    }

    /**
     * Paints along a line from point to point, with a round brush.
     *
     * @param line at least one point; parts outside the picture are ignored
     * @param radius in pixels, above 0
     */
    public void brush(Iterable<Point> line, double radius, int classId) {
        requireClass(classId);
        if (!(radius > 0 && radius <= 1e6)) {
            throw new IllegalArgumentException("a brush has a radius above 0, got " + radius);
        }
        Point before = null;
        for (Point point : line) {
            paint(before == null ? point : before, point, radius, classId);
            before = point;
        }
        if (before == null) {
            throw new IllegalArgumentException("a line has at least one point");
        }
    }

    private void paint(Point from, Point to, double radius, int classId) {
        int left = (int) Math.max(0, Math.floor(Math.min(from.x(), to.x()) - radius));
        int right = (int) Math.min(width, Math.ceil(Math.max(from.x(), to.x()) + radius));
        int top = (int) Math.max(0, Math.floor(Math.min(from.y(), to.y()) - radius));
        int bottom = (int) Math.min(height, Math.ceil(Math.max(from.y(), to.y()) + radius));
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                if (distance(from, to, x + 0.5, y + 0.5) <= radius) {
                    labels[y * width + x] = (byte) classId;
                }
            }
        }
    }

    /** The distance from a point to the line segment between two others. */
    private static double distance(Point from, Point to, double x, double y) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length = dx * dx + dy * dy;
        double share = length == 0 ? 0 : ((x - from.x()) * dx + (y - from.y()) * dy) / length;
        double nearest = Math.max(0, Math.min(1, share));
        return Math.hypot(x - from.x() - nearest * dx, y - from.y() - nearest * dy);
    }

    /**
     * Applies the touched part of an edited mask, such as one sent by a page.
     *
     * @param edited class ids, row by row
     * @param touched the indices of the pixels that count
     */
    public void merge(byte[] edited, BitSet touched) {
        if (edited.length != labels.length || touched.length() > labels.length) {
            throw new IllegalArgumentException(
                    "a correction of %dx%d has %d pixels, got %d ids and touched ones up to %d"
                            .formatted(width, height, labels.length, edited.length, touched.length()));
        }
        touched.stream().forEach(pixel -> requireClass(Byte.toUnsignedInt(edited[pixel])));
        touched.stream().forEach(pixel -> labels[pixel] = edited[pixel]);
    }

    /**
     * The region at a point: the edge-connected pixels around it with the class that was found there.
     *
     * @throws IllegalArgumentException if the point is outside the picture
     */
    public RunLengths regionAt(int x, int y) {
        if (x < 0 || y < 0 || x >= width || y >= height) {
            throw new IllegalArgumentException("(%d, %d) lies outside the %dx%d pixels".formatted(x, y, width, height));
        }
        byte wanted = found[y * width + x];
        BitSet inside = new BitSet(found.length); // by columns, as run lengths go
        Deque<Integer> open = new ArrayDeque<>();
        inside.set(x * height + y);
        open.add(y * width + x);
        while (!open.isEmpty()) {
            int pixel = open.removeLast();
            int column = pixel % width;
            int row = pixel / width;
            visit(column - 1, row, wanted, inside, open);
            visit(column + 1, row, wanted, inside, open);
            visit(column, row - 1, wanted, inside, open);
            visit(column, row + 1, wanted, inside, open);
        }
        RunLengths.Builder runs = new RunLengths.Builder(width, height);
        for (int from = inside.nextSetBit(0); from >= 0; ) {
            int to = inside.nextClearBit(from);
            runs.add(from, to);
            from = inside.nextSetBit(to);
        }
        return runs.build();
    }

    private void visit(int x, int y, byte wanted, BitSet inside, Deque<Integer> open) {
        if (x >= 0
                && y >= 0
                && x < width
                && y < height
                && found[y * width + x] == wanted
                && !inside.get(x * height + y)) {
            inside.set(x * height + y);
            open.add(y * width + x);
        }
    }

    /** A copy: class ids, and {@link #UNTOUCHED}. */
    public byte[] labels() {
        return labels.clone();
    }

    /** The share of the pixels that were touched, 0..1. */
    public double touched() {
        int count = 0;
        for (int pixel = 0; pixel < labels.length; pixel++) {
            count += isUntouched(pixel) ? 0 : 1;
        }
        return count / (double) labels.length;
    }

    private boolean isUntouched(int pixel) {
        return labels[pixel] == (byte) UNTOUCHED;
    }

    /** By rows, where run lengths go down the columns. */
    private BitSet rows(RunLengths pixels) {
        if (pixels.width() != width || pixels.height() != height) {
            throw new IllegalArgumentException("the pixels are of %dx%d, the correction of %dx%d"
                    .formatted(pixels.width(), pixels.height(), width, height));
        }
        BitSet rows = new BitSet(labels.length);
        pixels.bits().stream().forEach(bit -> rows.set(bit % height * width + bit / height));
        return rows;
    }

    private static void requireClass(int classId) {
        if (classId < 0 || classId >= UNTOUCHED) {
            throw new IllegalArgumentException("a class id is 0 to %d, got %d".formatted(UNTOUCHED - 1, classId));
        }
    }
}
