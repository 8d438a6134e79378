package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;

/**
 * A projective map of the plane: (x, y) goes to ((ax + by + c) / w, (dx + ey + f) / w) with w = gx + hy + i. Straight
 * lines stay straight, and any sequence of rotations, shifts and tilts is again such a map. Where w is not above 0
 * nothing is visible.
 */
record Projective(double a, double b, double c, double d, double e, double f, double g, double h, double i) {

    static final Projective IDENTITY = new Projective(1, 0, 0, 0, 1, 0, 0, 0, 1);

    static Projective translation(double x, double y) {
        return new Projective(1, 0, x, 0, 1, y, 0, 0, 1);
    }

    static Projective scaling(double x, double y) {
        return new Projective(x, 0, 0, 0, y, 0, 0, 0, 1);
    }

    /** Clockwise in pictures, where y points down. */
    static Projective rotation(double degrees) {
        double radians = Math.toRadians(degrees);
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        return new Projective(cos, -sin, 0, sin, cos, 0, 0, 0, 1);
    }

    /**
     * The map from the square from (0, 0) to (1, 1) to a quadrilateral.
     *
     * @param x of the corners in the order (0, 0), (1, 0), (1, 1), (0, 1)
     * @see <a href="https://www.cs.cmu.edu/~ph/texfund/texfund.pdf">Heckbert, Fundamentals of Texture Mapping, section
     *     2.2.3</a>
     */
    static Projective ofSquareTo(double[] x, double[] y) {
        double rightX = x[1] - x[2];
        double bottomX = x[3] - x[2];
        double excessX = x[0] - x[1] + x[2] - x[3];
        double rightY = y[1] - y[2];
        double bottomY = y[3] - y[2];
        double excessY = y[0] - y[1] + y[2] - y[3];
        double area = rightX * bottomY - bottomX * rightY;
        double g = (excessX * bottomY - bottomX * excessY) / area;
        double h = (rightX * excessY - excessX * rightY) / area;
        return new Projective(
                x[1] - x[0] + g * x[1],
                x[3] - x[0] + h * x[3],
                x[0],
                y[1] - y[0] + g * y[1],
                y[3] - y[0] + h * y[3],
                y[0],
                g,
                h,
                1);
    }

    /** This map around a point other than the origin. */
    Projective about(double x, double y) {
        return translation(-x, -y).then(this).then(translation(x, y));
    }

    /** First this map, then the next. */
    Projective then(Projective n) {
        return new Projective(
                n.a * a + n.b * d + n.c * g,
                n.a * b + n.b * e + n.c * h,
                n.a * c + n.b * f + n.c * i,
                n.d * a + n.e * d + n.f * g,
                n.d * b + n.e * e + n.f * h,
                n.d * c + n.e * f + n.f * i,
                n.g * a + n.h * d + n.i * g,
                n.g * b + n.h * e + n.i * h,
                n.g * c + n.h * f + n.i * i);
    }

    Projective inverse() {
        double det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
        return new Projective(
                (e * i - f * h) / det,
                (c * h - b * i) / det,
                (b * f - c * e) / det,
                (f * g - d * i) / det,
                (a * i - c * g) / det,
                (c * d - a * f) / det,
                (d * h - e * g) / det,
                (b * g - a * h) / det,
                (a * e - b * d) / det);
    }

    double w(double x, double y) {
        return g * x + h * y + i;
    }

    double x(double x, double y) {
        return (a * x + b * y + c) / w(x, y);
    }

    double y(double x, double y) {
        return (d * x + e * y + f) / w(x, y);
    }

    boolean isIdentity() {
        return isShiftAndScale() && a == 1 && c == 0 && e == 1 && f == 0;
    }

    /** Whether upright rectangles stay upright rectangles and nothing is mirrored. */
    boolean isShiftAndScale() {
        return b == 0 && d == 0 && g == 0 && h == 0 && i == 1 && a > 0 && e > 0;
    }

    /** The local scale: the distance in source pixels for a step of 1 to the right, and downwards. */
    double[] stretch(double x, double y) {
        double w = w(x, y);
        double toX = x(x, y);
        double toY = y(x, y);
        return new double[] {
            Math.hypot(a - toX * g, d - toY * g) / w, Math.hypot(b - toX * h, e - toY * h) / w,
        };
    }

    /** The bounding rectangle of mapped points. */
    Box around(double[] xs, double[] ys) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < xs.length; k++) {
            double x = x(xs[k], ys[k]);
            double y = y(xs[k], ys[k]);
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
        }
        return new Box(left, top, right - left, bottom - top);
    }
}
