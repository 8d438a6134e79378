package dev.maskwright.inventory.capture;

import java.util.OptionalDouble;

/**
 * The tilt of a camera: the most frequent direction of nearly upright edges, such as those of cupboards, door frames
 * and shelves. Perspective slants horizontal edges, but leaves upright edges upright.
 */
final class Tilt {

    private static final double REACH = 20; // degrees to either side of upright
    private static final double PER_DEGREE = 4;
    private static final double WINDOW = 1; // degrees to either side that count as one direction
    private static final float LEAST_STEP = 0.02f; // between neighbouring pixels, of 0..1
    private static final double LEAST_SHARE = 0.0015; // of the picture's pixels lie on such edges
    private static final double LEAST_PEAK = 2; // relative to a uniform distribution of directions

    private Tilt() {}

    /** Degrees clockwise. */
    static OptionalDouble of(GreyPicture picture) {
        int bins = (int) (2 * REACH * PER_DEGREE) + 1;
        double[] weights = new double[bins];
        double total = 0;
        int edges = 0;
        for (int y = 1; y + 1 < picture.height(); y++) {
            for (int x = 1; x + 1 < picture.width(); x++) {
                double gx = across(picture, x, y);
                double gy = down(picture, x, y);
                double length = Math.hypot(gx, gy);
                if (length < 8 * LEAST_STEP || Math.abs(gy) > Math.abs(gx)) {
                    continue;
                }
                double degrees = Math.toDegrees(Math.atan(gy / gx));
                int bin = (int) Math.round((degrees + REACH) * PER_DEGREE);
                if (bin >= 0 && bin < bins) {
                    weights[bin] += length;
                    total += length;
                    edges++;
                }
            }
        }
        return edges < LEAST_SHARE * picture.luma().length ? OptionalDouble.empty() : peak(weights, total);
    }

    private static OptionalDouble peak(double[] weights, double total) {
        int window = (int) (WINDOW * PER_DEGREE);
        double best = 0;
        int at = 0;
        for (int i = window; i < weights.length - window; i++) {
            double sum = 0;
            for (int j = i - window; j <= i + window; j++) {
                sum += weights[j];
            }
            if (sum > best) {
                best = sum;
                at = i;
            }
        }
        double even = total * (2 * window + 1) / weights.length;
        return best < LEAST_PEAK * even ? OptionalDouble.empty() : OptionalDouble.of(centre(weights, at, window));
    }

    private static double centre(double[] weights, int at, int window) {
        double sum = 0;
        double moment = 0;
        for (int j = at - window; j <= at + window; j++) {
            sum += weights[j];
            moment += j * weights[j];
        }
        return moment / sum / PER_DEGREE - REACH;
    }

    /** Scharr's, whose directions are more accurate than Sobel's; both scaled to sum to 8. */
    private static double across(GreyPicture p, int x, int y) {
        return (3 * (p.at(x + 1, y - 1) - p.at(x - 1, y - 1))
                        + 10 * (p.at(x + 1, y) - p.at(x - 1, y))
                        + 3 * (p.at(x + 1, y + 1) - p.at(x - 1, y + 1)))
                / 4;
    }

    private static double down(GreyPicture p, int x, int y) {
        return (3 * (p.at(x - 1, y + 1) - p.at(x - 1, y - 1))
                        + 10 * (p.at(x, y + 1) - p.at(x, y - 1))
                        + 3 * (p.at(x + 1, y + 1) - p.at(x + 1, y - 1)))
                / 4;
    }
}
