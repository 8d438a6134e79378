package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Box;

/**
 * The position and motion of a box: a Kalman filter for centre and size, each at constant velocity. Noise is
 * proportional to the size of the box, as in SORT and ByteTrack, and the same for all four numbers in units of that
 * size, so one covariance serves all. Unlike there, time is in seconds, so frames need not be evenly spaced.
 *
 * @see <a href="https://arxiv.org/abs/1602.00763">Bewley et al. 2016: Simple online and realtime tracking</a>
 */
final class Motion {

    /** The standard error of an observed position, in sizes of the box. */
    private static final double SEEN = 1.0 / 20;

    /** The noise of velocities: squared sizes of the box per cubed second. */
    private static final double UNSTEADY = 1;

    /** The standard deviation of the speed of objects seen only once: sizes of the box per second. */
    private static final double FIRST_SPEED = 2;

    private static final int SIZE = 2; // index of width and height, after those of the centre

    private final double[] value = new double[4]; // x and y of the centre, width, height
    private final double[] velocity = new double[4]; // per second
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

    /** Advances the prediction. */
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

    /** Updates the state with an observation. */
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

    /** Notes that it was not observed: from now on, it keeps its size. */
    void miss() {
        velocity[SIZE] = 0;
        velocity[SIZE + 1] = 0;
    }

    /** The estimated box. */
    Box box() {
        return new Box(value[0] - value[SIZE] / 2, value[1] - value[SIZE + 1] / 2, value[SIZE], value[SIZE + 1]);
    }
}
