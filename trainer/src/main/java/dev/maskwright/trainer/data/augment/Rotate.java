package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Rotates the picture about its centre; areas outside the picture are ignored.
 *
 * @param probability how likely, 0..1
 * @param degrees     largest angle either way, 0..180; all angles are equally likely
 */
public record Rotate(double probability, double degrees) implements Motion {

    public Rotate {
        Checks.probability("rotate.probability", probability);
        Checks.range("rotate.degrees", degrees, 0, 180);
    }

    public static Rotate never() {
        return new Rotate(0, 15);
    }

    @Override
    public Drawn draw(int width, int height, RandomGenerator random) {
        double angle = degrees * Motion.signed(random);
        return new Drawn(
                Projective.rotation(angle).about(width / 2.0, height / 2.0),
                String.format(Locale.ROOT, "turned %.0f°", angle));
    }
}
