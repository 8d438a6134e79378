package dev.maskwright.trainer.data.augment;

import java.util.random.RandomGenerator;

/**
 * Moves a picture in its frame, together with mask and box. All motions of a picture are combined into one map, and it
 * is sampled once.
 */
sealed interface Motion permits Perspective, Rotate, Scale, Translate {

    /**
     * A motion with concrete parameters.
     *
     * @param map   maps the picture's points, in pixels
     * @param words its description
     */
    record Drawn(Projective map, String words) {}

    /** The probability that a picture is moved in this way, 0..1. */
    double probability();

    /**
     * Draws the parameters of the motion.
     *
     * @param width of the picture, as {@code height} in pixels; the frame keeps this size
     */
    Drawn draw(int width, int height, RandomGenerator random);

    /** Uniform from -1 to 1. */
    static double signed(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }
}
