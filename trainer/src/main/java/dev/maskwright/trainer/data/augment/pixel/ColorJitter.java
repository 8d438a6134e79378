package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Simulates other light or another camera. Brightness, contrast and saturation are multiplied by 1 plus or minus up to
 * the given number; hue is rotated by up to the given part of the circle either way, as in torchvision. All four happen
 * in one pass through YUV, without rounding between them.
 *
 * @param brightness 0..1, as contrast and saturation
 * @param hue        0..0.5
 * @param grey       probability that the picture becomes grey, 0..1
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue, double grey) {

    public ColorJitter {
        for (double strength : new double[] {brightness, contrast, saturation, 2 * hue}) {
            if (!(strength >= 0 && strength <= 1)) {
                throw new IllegalArgumentException(
                        "brightness, contrast and saturation must be 0..1 and hue 0..0.5, got %s, %s, %s and %s"
                                .formatted(brightness, contrast, saturation, hue));
            }
        }
        Checks.probability("grey", grey);
    }

    public static ColorJitter none() {
        return new ColorJitter(0, 0, 0, 0, 0);
    }

    public static ColorJitter defaults() {
        return new ColorJitter(0.3, 0.3, 0.3, 0.03, 0.05);
    }

    /** The parameters for one picture: factors, and an angle on the circle of hues. */
    public record Drawn(boolean isNone, float bright, float contrasted, float colorful, double angle) {

        /** A description of what is done. */
        public Optional<String> words() {
            if (isNone) {
                return Optional.empty();
            }
            return Optional.of(colorful == 0 ? "grey" : "light %+.0f %%".formatted(100 * (bright - 1)));
        }

        /** Recolours interleaved RGB in place. */
        public void apply(byte[] rgb) {
            if (isNone) {
                return;
            }
            float gain = bright * contrasted;
            float offset = (1 - contrasted) * bright * meanLuma(rgb);
            float cos = (float) Math.cos(angle) * gain * colorful;
            float sin = (float) Math.sin(angle) * gain * colorful;
            for (int i = 0; i < rgb.length; i += 3) {
                int r = rgb[i] & 0xFF;
                int b = rgb[i + 2] & 0xFF;
                float luma = luma(r, rgb[i + 1] & 0xFF, b);
                float u = 0.492f * (b - luma);
                float v = 0.877f * (r - luma);
                luma = gain * luma + offset;
                float red = luma + (sin * u + cos * v) / 0.877f;
                float blue = luma + (cos * u - sin * v) / 0.492f;
                rgb[i] = clamped(red);
                rgb[i + 1] = clamped((luma - 0.299f * red - 0.114f * blue) / 0.587f);
                rgb[i + 2] = clamped(blue);
            }
        }
    }

    /** Recolours interleaved RGB in place. */
    void apply(byte[] rgb, RandomGenerator random) {
        draw(random).apply(rgb);
    }

    /** Draws for one picture; the same state of {@code random} gives the same. */
    public Drawn draw(RandomGenerator random) {
        float bright = factor(brightness, random);
        float contrasted = factor(contrast, random);
        float colorful = factor(saturation, random);
        double angle = 2 * Math.PI * hue * (2 * random.nextDouble() - 1);
        colorful = random.nextDouble() < grey ? 0 : colorful;
        return new Drawn(equals(none()), bright, contrasted, colorful, angle);
    }

    private static float factor(double strength, RandomGenerator random) {
        return (float) (1 + strength * (2 * random.nextDouble() - 1));
    }

    private static float meanLuma(byte[] rgb) {
        double sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += luma(rgb[i] & 0xFF, rgb[i + 1] & 0xFF, rgb[i + 2] & 0xFF);
        }
        return (float) (3 * sum / rgb.length);
    }

    private static float luma(int r, int g, int b) {
        return 0.299f * r + 0.587f * g + 0.114f * b;
    }

    private static byte clamped(float value) {
        return (byte) Math.max(0, Math.min(255, (int) (value + 0.5f)));
    }
}
