package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Simulates a sensor in poor light: random noise is added to each of a pixel's three values.
 *
 * @param probability how likely, 0..1
 * @param sigma       its standard deviation, in grey levels of 256, 0.1..100
 */
public record Noise(double probability, Range sigma) implements Effect {

    /** The sum of eight random bytes has nearly a normal distribution, with this mean and deviation. */
    private static final int MEAN = 8 * 255 / 2;

    private static final double DEVIATION = Math.sqrt(8 * (256.0 * 256 - 1) / 12);

    private static final int BITS = 16;

    public Noise {
        Checks.probability("noise.probability", probability);
        Checks.range("noise.sigma", sigma, 0.1, 100);
    }

    public static Noise never() {
        return new Noise(0, new Range(2, 12));
    }

    @Override
    public String apply(Sample sample, RandomGenerator random) {
        double strength = sigma.draw(random);
        apply(sample.rgb(), strength, random);
        return String.format(Locale.ROOT, "noise %.0f", strength);
    }

    static void apply(byte[] values, double sigma, RandomGenerator random) {
        int factor = (int) Math.round(sigma / DEVIATION * (1 << BITS));
        for (int i = 0; i < values.length; i++) {
            int change = ((sumOfBytes(random.nextLong()) - MEAN) * factor + (1 << (BITS - 1))) >> BITS;
            values[i] = (byte) Math.max(0, Math.min(255, (values[i] & 0xFF) + change));
        }
    }

    private static int sumOfBytes(long bytes) {
        long pairs = (bytes & 0x00FF00FF00FF00FFL) + ((bytes >>> 8) & 0x00FF00FF00FF00FFL);
        return (int) ((pairs * 0x0001000100010001L) >>> 48);
    }
}
