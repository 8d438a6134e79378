package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.random.RandomGenerator;

/**
 * Another point of view: each corner of the frame shows a point further inside the picture, and the rest is stretched
 * to fit. Nothing outside the picture becomes visible.
 *
 * @param probability how likely, 0..1
 * @param strength    largest distance inside, as a share of the picture's width and height, 0..0.25; beyond that the
 *     picture would approach its own horizon
 */
public record Perspective(double probability, double strength) implements Motion {

    public Perspective {
        Checks.probability("perspective.probability", probability);
        Checks.range("perspective.strength", strength, 0, 0.25);
    }

    public static Perspective never() {
        return new Perspective(0, 0.1);
    }

    @Override
    public Drawn draw(int width, int height, RandomGenerator random) {
        double[] x = new double[4];
        double[] y = new double[4];
        for (int corner = 0; corner < 4; corner++) {
            double insideX = strength * width * random.nextDouble();
            double insideY = strength * height * random.nextDouble();
            x[corner] = corner == 0 || corner == 3 ? insideX : width - insideX;
            y[corner] = corner < 2 ? insideY : height - insideY;
        }
        Projective toPicture = strength == 0
                ? Projective.IDENTITY
                : Projective.scaling(1.0 / width, 1.0 / height).then(Projective.ofSquareTo(x, y));
        return new Drawn(toPicture.inverse(), "tilted");
    }
}
