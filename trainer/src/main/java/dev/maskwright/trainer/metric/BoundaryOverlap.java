package dev.maskwright.trainer.metric;

import dev.maskwright.trainer.data.Sample;

/**
 * How well the outlines of each class match: the IoU of only those pixels that are near the outline of their region, in
 * the truth and in the prediction. Counts are summed over images, as for IoU. Not thread-safe.
 *
 * <p>A pixel is near an outline if another class, the edge of the picture or an ignored pixel is within {@link #WIDTH}
 * of the picture's diagonal, in rows and in columns (the authors erode by a square, and let the picture's edge count as
 * well).
 *
 * @see <a href="https://arxiv.org/abs/2103.16562">Boundary IoU</a>
 */
public final class BoundaryOverlap {

    /** The width of a boundary as a share of the picture's diagonal. */
    public static final double WIDTH = 0.02;

    private final int classes;
    private final long[] both;
    private final long[] either;

    public BoundaryOverlap(int classes) {
        this.classes = classes;
        this.both = new long[classes];
        this.either = new long[classes];
    }

    /**
     * Counts the boundaries of an image.
     *
     * @param targets (H, W), true class ids, or {@link Sample#IGNORE}; predictions there are ignored
     * @param predictions (H, W), predicted class ids
     * @throws IllegalArgumentException if the sizes differ or a value is not a class
     */
    public void add(byte[] targets, byte[] predictions, int width, int height) {
        if (targets.length != width * height || predictions.length != targets.length) {
            throw new IllegalArgumentException("%dx%d pixels need as many targets and predictions, got %d and %d"
                    .formatted(width, height, targets.length, predictions.length));
        }
        byte[] counted = predictions.clone();
        for (int i = 0; i < targets.length; i++) {
            if (Byte.toUnsignedInt(targets[i]) == Sample.IGNORE) {
                counted[i] = targets[i];
            }
        }
        int distance = distance(width, height);
        boolean[] trueBoundary = boundary(targets, width, height, distance);
        boolean[] predictedBoundary = boundary(counted, width, height, distance);
        for (int i = 0; i < targets.length; i++) {
            int target = Byte.toUnsignedInt(targets[i]);
            int prediction = Byte.toUnsignedInt(counted[i]);
            if (target == Sample.IGNORE) {
                continue;
            }
            if (target >= classes || prediction >= classes) {
                throw new IllegalArgumentException("pixel %d: target %d and prediction %d must be below %d classes"
                        .formatted(i, target, prediction, classes));
            }
            boolean alike = target == prediction;
            if (trueBoundary[i]) {
                either[target]++;
                both[target] += alike && predictedBoundary[i] ? 1 : 0;
            }
            if (predictedBoundary[i] && !(alike && trueBoundary[i])) {
                either[prediction]++;
            }
        }
    }

    /** The width of a boundary in pixels in a picture of this size. */
    public static int distance(int width, int height) {
        return Math.max(1, (int) Math.rint(WIDTH * Math.hypot(width, height)));
    }

    /**
     * Which pixels have another value, or the picture's edge, at most so many rows and columns away. Two passes: first
     * along rows, by how long a pixel's value has run on before and after it; then along columns in the same way, where
     * a run ends at a pixel that is a boundary already.
     */
    static boolean[] boundary(byte[] ids, int width, int height, int distance) {
        boolean[] boundary = new boolean[ids.length];
        for (int y = 0; y < height; y++) {
            int start = y * width;
            for (int from = 0; from < width; ) {
                int to = from + 1; // the end of a run of one value
                while (to < width && ids[start + to] == ids[start + from]) {
                    to++;
                }
                for (int x = from; x < to; x++) {
                    boundary[start + x] = x - from < distance || to - 1 - x < distance;
                }
                from = to;
            }
        }
        boolean[] alongRows = boundary.clone();
        for (int x = 0; x < width; x++) {
            for (int from = 0; from < height; ) {
                int first = from * width + x;
                int to = from + 1;
                while (to < height
                        && !alongRows[first]
                        && !alongRows[to * width + x]
                        && ids[to * width + x] == ids[first]) {
                    to++;
                }
                for (int y = from; y < to; y++) {
                    boundary[y * width + x] |= y - from < distance || to - 1 - y < distance;
                }
                from = to;
            }
        }
        return boundary;
    }

    /** The boundary IoU of a class, 0..1, or NaN if it has no boundary, labelled or predicted. */
    public double iou(int classId) {
        return both[classId] / (double) either[classId];
    }

    /** The mean over the classes that have a boundary, NaN without one. */
    public double meanIou() {
        double sum = 0;
        int present = 0;
        for (int id = 0; id < classes; id++) {
            if (either[id] > 0) {
                sum += iou(id);
                present++;
            }
        }
        return sum / present;
    }
}
