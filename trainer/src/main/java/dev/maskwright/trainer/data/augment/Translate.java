package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.random.RandomGenerator;

/**
 * Shifts the picture in its frame; areas outside the picture are ignored.
 *
 * @param probability how likely, 0..1
 * @param x           largest shift either way, as a share of the picture's width, 0..0.9
 * @param y           likewise of its height
 */
public record Translate(double probability, double x, double y) implements Motion {

    public Translate {
        Checks.probability("translate.probability", probability);
        Checks.range("translate.x", x, 0, 0.9);
        Checks.range("translate.y", y, 0, 0.9);
    }

    public static Translate never() {
        return new Translate(0, 0.1, 0.1);
    }

    @Override
    public Drawn draw(int width, int height, RandomGenerator random) {
        double right = x * Motion.signed(random);
        double down = y * Motion.signed(random);
        return new Drawn(
                Projective.translation(right * width, down * height),
                "shifted %+.0f %% %+.0f %%".formatted(100 * right, 100 * down));
    }
}
