package dev.maskwright.trainer.lint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** A rectangle in pixels, possibly fractional, by its edges; {@code right} and {@code bottom} are exclusive. */
record Extent(double left, double top, double right, double bottom) {

    /** The tolerance of a side for rounding, in pixels. */
    private static final double ROUNDING = 1;

    /**
     * The smallest rectangle around pixels.
     *
     * @param pixel  which pixels, by their position {@code y * width + x}
     * @param within where to look
     */
    static Optional<Extent> around(int width, int height, IntPredicate pixel, Extent within) {
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        int firstX = (int) Math.max(0, Math.floor(within.left));
        int firstY = (int) Math.max(0, Math.floor(within.top));
        int endX = (int) Math.min(width, Math.ceil(within.right));
        int endY = (int) Math.min(height, Math.ceil(within.bottom));
        for (int y = firstY; y < endY; y++) {
            for (int x = firstX; x < endX; x++) {
                if (pixel.test(y * width + x)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return right < 0 ? Optional.empty() : Optional.of(new Extent(left, top, right + 1.0, bottom + 1.0));
    }

    /** The rectangle {@code [x, y, width, height]}. */
    static Extent of(List<Double> box) {
        return new Extent(box.get(0), box.get(1), box.get(0) + box.get(2), box.get(1) + box.get(3));
    }

    double area() {
        return Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    /** Intersection over union; sides that only differ by rounding count as equal. */
    double iou(Extent other) {
        Extent snapped = new Extent(
                snap(left, other.left), snap(top, other.top), snap(right, other.right), snap(bottom, other.bottom));
        double both = new Extent(
                        Math.max(snapped.left, other.left),
                        Math.max(snapped.top, other.top),
                        Math.min(snapped.right, other.right),
                        Math.min(snapped.bottom, other.bottom))
                .area();
        double either = snapped.area() + other.area() - both;
        return either <= 0 ? 0 : both / either;
    }

    private static double snap(double side, double to) {
        return Math.abs(side - to) <= ROUNDING ? to : side;
    }

    /** {@code [x, y, width, height]}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "[%.0f, %.0f, %.0f, %.0f]", left, top, right - left, bottom - top);
    }
}
