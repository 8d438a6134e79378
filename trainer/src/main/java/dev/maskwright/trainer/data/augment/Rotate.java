package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The picture is turned about its centre; what turns into view from outside does not count.
 *
 * @param probability how likely, 0..1
 * @param degrees     how far at most, either way, 0..180; each angle is as likely
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
