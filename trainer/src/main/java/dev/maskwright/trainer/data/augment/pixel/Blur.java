package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A lens out of focus: Gaussian blur.
 *
 * @param probability how likely, 0..1
 * @param sigma       its standard deviation in pixels of the result, 0.1..10
 */
public record Blur(double probability, Range sigma) implements Effect {

    private static final int BITS = 11; // for each of two passes; with the pixel's 8 they stay below 31

    public Blur {
        Checks.probability("blur.probability", probability);
        Checks.range("blur.sigma", sigma, 0.1, 10);
    }

    public static Blur never() {
        return new Blur(0, new Range(0.3, 1.5));
    }

    @Override
    public String apply(Sample sample, RandomGenerator random) {
        double spread = sigma.draw(random);
        apply(sample.rgb(), sample.width(), sample.height(), spread);
        return String.format(Locale.ROOT, "blur %.1f", spread);
    }

    /**
     * Rows, then columns; the edges of the picture are repeated. Each loop over a row has a single weight, so that it
     * is vectorised.
     */
    static void apply(byte[] rgb, int width, int height, double sigma) {
        int[] weights = weights(sigma);
        int radius = weights.length - 1;
        int rowLength = 3 * width;
        int[] row = new int[rowLength + 6 * radius];
        int[][] blurred = new int[height][rowLength];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row.length; i++) {
                int x = Math.max(0, Math.min(width - 1, i / 3 - radius));
                row[i] = rgb[y * rowLength + 3 * x + i % 3] & 0xFF;
            }
            for (int k = -radius; k <= radius; k++) {
                add(row, 3 * (radius + k), weights[Math.abs(k)], blurred[y]);
            }
        }
        int[] sums = new int[rowLength];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << (2 * BITS - 1));
            for (int k = -radius; k <= radius; k++) {
                add(blurred[Math.max(0, Math.min(height - 1, y + k))], 0, weights[Math.abs(k)], sums);
            }
            for (int i = 0; i < rowLength; i++) {
                rgb[y * rowLength + i] = (byte) (sums[i] >> (2 * BITS));
            }
        }
    }

    private static void add(int[] from, int start, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += from[start + i] * weight;
        }
    }

    /** From the centre outwards, in fixed point; with both sides they sum to exactly 1. */
    private static int[] weights(double sigma) {
        int radius = (int) Math.ceil(2.5 * sigma);
        double[] exact = new double[radius + 1];
        double sum = 0;
        for (int k = 0; k <= radius; k++) {
            exact[k] = Math.exp(-k * k / (2 * sigma * sigma));
            sum += k == 0 ? exact[k] : 2 * exact[k];
        }
        int[] weights = new int[radius + 1];
        int rest = 1 << BITS;
        for (int k = radius; k > 0; k--) {
            weights[k] = (int) Math.round(exact[k] / sum * (1 << BITS));
            rest -= 2 * weights[k];
        }
        weights[0] = rest;
        return weights;
    }
}
