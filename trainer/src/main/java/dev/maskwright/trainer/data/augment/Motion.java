package dev.maskwright.trainer.data.augment;

import java.util.random.RandomGenerator;

/**
 * What moves a picture in its frame, mask and box with it. All motions of a picture become one map, and it is sampled
 * once.
 */
sealed interface Motion permits Perspective, Rotate, Scale, Translate {

    /**
     * A motion with its numbers drawn.
     *
     * @param map   where the picture's points go, in pixels
     * @param words what it is, for people
     */
    record Drawn(Projective map, String words) {}

    /** How likely a picture is moved so, 0..1. */
    double probability();

    /**
     * Draws the motion's numbers.
     *
     * @param width of the picture, as {@code height} in pixels; the frame stays that large
     */
    Drawn draw(int width, int height, RandomGenerator random);

    /** Anywhere from -1 to 1. */
    static double signed(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }
}
