package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Sample;
import java.util.Arrays;

/**
 * Points around the product of a sample, whose bounding rectangle is its box after any motion. A rotated box would be
 * larger than the product; so the points enclose the product's pixels, if the target shows which these are.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outline(double[] xs, double[] ys) {

    /** How far a box may be from its product's outermost pixels: boxes are rounded, and some masks come from JPEGs. */
    private static final double TOLERANCE = 2;

    /**
     * The outline of the class whose pixels in the box reach all of its sides; of the box itself if there is no such
     * class, or several.
     */
    static Outline of(Sample sample, Box box) {
        int left = (int) Math.max(0, Math.floor(box.x()));
        int top = (int) Math.max(0, Math.floor(box.y()));
        int right = (int) Math.min(sample.width(), Math.ceil(box.x() + box.width()));
        int bottom = (int) Math.min(sample.height(), Math.ceil(box.y() + box.height()));
        int product = productIn(sample, box);
        return product < 0 ? ofCorners(box) : ofPixels(sample, product, left, top, right, bottom);
    }

    private static Outline ofCorners(Box box) {
        double right = box.x() + box.width();
        double bottom = box.y() + box.height();
        return new Outline(
                new double[] {box.x(), right, right, box.x()}, new double[] {box.y(), box.y(), bottom, bottom});
    }

    /** The class id of the product in a box; -1 if the target does not show it. */
    static int productIn(Sample sample, Box box) {
        int left = (int) Math.max(0, Math.floor(box.x()));
        int top = (int) Math.max(0, Math.floor(box.y()));
        int right = (int) Math.min(sample.width(), Math.ceil(box.x() + box.width()));
        int bottom = (int) Math.min(sample.height(), Math.ceil(box.y() + box.height()));
        int[] least = new int[2 * Sample.IGNORE];
        int[] most = new int[2 * Sample.IGNORE];
        Arrays.fill(least, Integer.MAX_VALUE);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int id = sample.target()[y * sample.width() + x] & 0xFF;
                if (id != 0 && id != Sample.IGNORE) { // 0 is the background
                    least[2 * id] = Math.min(least[2 * id], x);
                    most[2 * id] = Math.max(most[2 * id], x + 1);
                    least[2 * id + 1] = Math.min(least[2 * id + 1], y);
                    most[2 * id + 1] = Math.max(most[2 * id + 1], y + 1);
                }
            }
        }
        int found = -1;
        for (int id = 1; id < Sample.IGNORE; id++) {
            boolean reaches = least[2 * id] <= box.x() + TOLERANCE
                    && least[2 * id + 1] <= box.y() + TOLERANCE
                    && most[2 * id] >= box.x() + box.width() - TOLERANCE
                    && most[2 * id + 1] >= box.y() + box.height() - TOLERANCE;
            if (reaches && found >= 0) {
                return -1;
            }
            found = reaches ? id : found;
        }
        return found;
    }

    /**
     * The outer corners of the first and last pixel of each row: no other point can be outermost after a projective
     * map.
     */
    private static Outline ofPixels(Sample sample, int product, int left, int top, int right, int bottom) {
        double[] xs = new double[4 * (bottom - top)];
        double[] ys = new double[xs.length];
        int count = 0;
        for (int y = top; y < bottom; y++) {
            int first = left;
            int row = y * sample.width();
            while (first < right && (sample.target()[row + first] & 0xFF) != product) {
                first++;
            }
            if (first == right) {
                continue;
            }
            int last = right;
            while ((sample.target()[row + last - 1] & 0xFF) != product) {
                last--;
            }
            for (int corner = 0; corner < 4; corner++) {
                xs[count] = corner % 2 == 0 ? first : last;
                ys[count++] = corner < 2 ? y : y + 1;
            }
        }
        return new Outline(Arrays.copyOf(xs, count), Arrays.copyOf(ys, count));
    }
}
