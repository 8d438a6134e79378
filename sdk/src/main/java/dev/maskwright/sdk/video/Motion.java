package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Box;

/**
 * Where a box is and where it goes: a Kalman filter for middle and size, each at constant velocity. Noise grows with the
 * size of the box, as in SORT and ByteTrack, and is the same for all four numbers in units of it, so one covariance does
 * for all. Unlike theirs, time is in seconds: frames need not come at equal distances.
 *
 * @see <a href="https://arxiv.org/abs/1602.00763">Bewley et al. 2016: Simple online and realtime tracking</a>
 */
final class Motion {

    /** The error of a position that was seen, in sizes of the box. */
    private static final double SEEN = 1.0 / 20;

    /** How unsteady velocities are: sizes of the box, squared, per cubed second. */
    private static final double UNSTEADY = 1;

    /** How fast things may be that were seen once: sizes of the box a second. */
    private static final double FIRST_SPEED = 2;

    private static final int SIZE = 2; // index of width and height behind those of the middle

    private final double[] value = new double[4]; // x and y of the middle, width, height
    private final double[] velocity = new double[4]; // a second
    private double ofValue = SEEN * SEEN; // the covariance
    private double ofBoth;
    private double ofVelocity = FIRST_SPEED * FIRST_SPEED;

    Motion(Box box) {
        numbers(box, value);
    }

    private static void numbers(Box box, double[] to) {
        to[0] = box.x() + box.width() / 2;
        to[1] = box.y() + box.height() / 2;
        to[SIZE] = box.width();
        to[SIZE + 1] = box.height();
    }

    /** Time goes by. */
    void predict(double seconds) {
        for (int i = 0; i < value.length; i++) {
            value[i] += seconds * velocity[i];
        }
        value[SIZE] = Math.max(1, value[SIZE]);
        value[SIZE + 1] = Math.max(1, value[SIZE + 1]);
        ofValue += seconds * (2 * ofBoth + seconds * ofVelocity) + UNSTEADY * seconds * seconds * seconds / 3;
        ofBoth += seconds * ofVelocity + UNSTEADY * seconds * seconds / 2;
        ofVelocity += UNSTEADY * seconds;
    }

    /** It was seen here. */
    void see(Box box) {
        double[] seen = new double[value.length];
        numbers(box, seen);
        double whole = ofValue + SEEN * SEEN;
        double gain = ofValue / whole;
        double velocityGain = ofBoth / whole;
        for (int i = 0; i < value.length; i++) {
            double off = seen[i] - value[i];
            value[i] += gain * off;
            velocity[i] += velocityGain * off;
        }
        ofVelocity -= velocityGain * ofBoth;
        ofBoth -= gain * ofBoth;
        ofValue -= gain * ofValue;
    }

    /** It was not seen: it keeps its size from now on. */
    void miss() {
        velocity[SIZE] = 0;
        velocity[SIZE + 1] = 0;
    }

    /** Where it is thought to be. */
    Box box() {
        return new Box(value[0] - value[SIZE] / 2, value[1] - value[SIZE + 1] / 2, value[SIZE], value[SIZE + 1]);
    }
}
