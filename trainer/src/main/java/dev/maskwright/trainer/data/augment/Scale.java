package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Scales the picture about its centre; areas outside the picture are ignored.
 *
 * @param probability how likely, 0..1
 * @param factor      factor for width and height, 0.1..10
 */
public record Scale(double probability, Range factor) implements Motion {

    public Scale {
        Checks.probability("scale.probability", probability);
        Checks.range("scale.factor", factor, 0.1, 10);
    }

    public static Scale never() {
        return new Scale(0, new Range(0.8, 1.25));
    }

    @Override
    public Drawn draw(int width, int height, RandomGenerator random) {
        double times = factor.draw(random);
        return new Drawn(
                Projective.scaling(times, times).about(width / 2.0, height / 2.0),
                String.format(Locale.ROOT, "scaled %.2f", times));
    }
}
