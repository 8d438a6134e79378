package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.MeanColor;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Covers rectangles of the picture, so that a product is recognised by more than its most typical part.
 *
 * @param probability how likely, 0..1
 * @param count       largest number of rectangles, 1..32; each number is equally likely
 * @param size        of a rectangle's sides, as shares of the picture's, 0.01..0.5
 * @param covered     the target of the covered pixels
 * @see <a href="https://arxiv.org/abs/1708.04552">Cutout</a>, with several rectangles and mean colour
 */
public record CutOut(double probability, int count, Range size, Covered covered) implements Effect {

    private static final byte[] COVER = MeanColor.rgb();

    /** The target of covered pixels. */
    public enum Covered {
        /** They are ignored. */
        IGNORE,
        /** They keep their class: the network has to infer it from the surroundings. */
        KEEP
    }

    public CutOut {
        Checks.probability("cutOut.probability", probability);
        Checks.range("cutOut.count", count, 1, 32);
        Checks.range("cutOut.size", size, 0.01, 0.5);
    }

    public static CutOut never() {
        return new CutOut(0, 3, new Range(0.05, 0.25), Covered.IGNORE);
    }

    @Override
    public String apply(Sample sample, RandomGenerator random) {
        int holes = 1 + random.nextInt(count);
        for (int hole = 0; hole < holes; hole++) {
            int width = side(sample.width(), random);
            int height = side(sample.height(), random);
            int left = random.nextInt(sample.width() - width + 1);
            int top = random.nextInt(sample.height() - height + 1);
            for (int y = top; y < top + height; y++) {
                int first = y * sample.width() + left;
                for (int i = first; i < first + width; i++) {
                    System.arraycopy(COVER, 0, sample.rgb(), 3 * i, 3);
                }
                if (covered == Covered.IGNORE) {
                    Arrays.fill(sample.target(), first, first + width, (byte) Sample.IGNORE);
                }
            }
        }
        return holes == 1 ? "1 hole" : "%d holes".formatted(holes);
    }

    private int side(int whole, RandomGenerator random) {
        return Math.max(1, (int) Math.round(whole * size.draw(random)));
    }
}
