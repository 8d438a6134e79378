package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Changes the material of objects: each connected region of a class gets another colour, everything else stays. The hue
 * is rotated, the colour becomes stronger or paler, the region is tinted as through coloured glass (so that white
 * objects get a colour too) and becomes lighter or darker. All of it multiplies the existing colours, so that light,
 * shadow and texture stay. Regions of a class with similar colours change in the same way: a carpet is one carpet on
 * both sides of a table's leg.
 *
 * @param probability probability that a picture is changed, 0..1
 * @param share       probability that each object in it is changed, 0..1
 * @param hue         largest rotation of the hue either way, 0..0.5 of the circle
 * @param saturation  largest change of the strength of the colour either way, 0..1
 * @param tint        largest strength of the tint, 0..1
 * @param brightness  largest change of the brightness either way, 0..0.9
 */
public record Materials(
        double probability, double share, double hue, double saturation, double tint, double brightness) {

    /**
     * The largest difference between the mean colours of regions that belong together, in levels of 256 of each
     * channel.
     */
    private static final int ALIKE = 32;

    public Materials {
        Checks.probability("materials.probability", probability);
        Checks.probability("materials.share", share);
        Checks.range("materials.hue", hue, 0, 0.5);
        Checks.range("materials.saturation", saturation, 0, 1);
        Checks.range("materials.tint", tint, 0, 1);
        Checks.range("materials.brightness", brightness, 0, 0.9);
    }

    public static Materials never() {
        return new Materials(0, 0.7, 0.5, 0.3, 0.5, 0.3);
    }

    /**
     * The largest mean of a channel of an object: a white object that is coloured becomes darker than white, because
     * nothing reflects more.
     */
    private static final double BRIGHTEST = 235;

    /** The change of colour for objects that look alike. */
    private record Change(int classId, double[] mean, boolean happens, float[] matrix) {

        boolean isFor(int otherClass, double[] otherMean) {
            boolean alike = classId == otherClass;
            for (int c = 0; c < 3; c++) {
                alike &= Math.abs(mean[c] - otherMean[c]) <= ALIKE;
            }
            return alike;
        }
    }

    /**
     * Draws the parameters and changes the sample's picture.
     *
     * @param rows knows which classes are objects
     * @return a description of what was done
     */
    Optional<String> apply(Sample sample, OtherRows rows, RandomGenerator random) {
        byte[] target = sample.target();
        boolean[] seen = new boolean[target.length];
        int[] found = new int[target.length];
        List<Change> changes = new ArrayList<>();
        int things = 0;
        for (int start = 0; start < target.length; start++) {
            int classId = target[start] & 0xFF;
            if (seen[start] || !rows.isThing(classId)) {
                continue;
            }
            int count = Regions.fill(target, sample.width(), start, seen, found);
            double[] mean = mean(sample.rgb(), found, count);
            Change change = changes.stream()
                    .filter(known -> known.isFor(classId, mean))
                    .findFirst()
                    .orElse(null);
            if (change == null) {
                change = new Change(classId, mean, random.nextDouble() < share, within(mean, matrix(random)));
                changes.add(change);
                things += change.happens() ? 1 : 0;
            }
            if (change.happens()) {
                recolor(sample.rgb(), found, count, change.matrix());
            }
        }
        return things == 0
                ? Optional.empty()
                : Optional.of(things == 1 ? "1 thing recoloured" : "%d things recoloured".formatted(things));
    }

    private static double[] mean(byte[] rgb, int[] pixels, int count) {
        long[] sums = new long[3];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                sums[c] += rgb[3 * pixels[i] + c] & 0xFF;
            }
        }
        return new double[] {(double) sums[0] / count, (double) sums[1] / count, (double) sums[2] / count};
    }

    private static void recolor(byte[] rgb, int[] pixels, int count, float[] m) {
        for (int i = 0; i < count; i++) {
            int at = 3 * pixels[i];
            int r = rgb[at] & 0xFF;
            int g = rgb[at + 1] & 0xFF;
            int b = rgb[at + 2] & 0xFF;
            for (int c = 0; c < 3; c++) {
                float value = m[3 * c] * r + m[3 * c + 1] * g + m[3 * c + 2] * b;
                rgb[at + c] = (byte) Math.max(0, Math.min(255, (int) (value + 0.5f)));
            }
        }
    }

    /** Darkened if the colour would be brighter than possible. */
    private static float[] within(double[] mean, float[] matrix) {
        double most = BRIGHTEST;
        for (int c = 0; c < 3; c++) {
            double value = matrix[3 * c] * mean[0] + matrix[3 * c + 1] * mean[1] + matrix[3 * c + 2] * mean[2];
            most = Math.max(most, value);
        }
        float[] darker = matrix.clone();
        for (int i = 0; i < darker.length; i++) {
            darker[i] *= (float) (BRIGHTEST / most);
        }
        return darker;
    }

    /** @return (3, 3), row by row: red, green and blue of the new colour from those of the old one */
    private float[] matrix(RandomGenerator random) {
        double angle = 2 * Math.PI * hue * Motion.signed(random);
        double colorful = 1 + saturation * Motion.signed(random);
        double bright = 1 + brightness * Motion.signed(random);
        double strength = tint * random.nextDouble();
        double glass = 2 * Math.PI * random.nextDouble();

        double[] luma = {0.299, 0.587, 0.114}; // BT.601, as in ColorJitter
        double cos = Math.cos(angle) * colorful;
        double sin = Math.sin(angle) * colorful;
        double[] through = new double[3];
        double kept = 0;
        for (int c = 0; c < 3; c++) {
            through[c] = 1 + strength * Math.cos(glass - c * 2 * Math.PI / 3);
            kept += luma[c] * through[c];
        }
        float[] matrix = new float[9];
        for (int from = 0; from < 3; from++) {
            double u = 0.492 * ((from == 2 ? 1 : 0) - luma[from]);
            double v = 0.877 * ((from == 0 ? 1 : 0) - luma[from]);
            double red = luma[from] + (sin * u + cos * v) / 0.877;
            double blue = luma[from] + (cos * u - sin * v) / 0.492;
            double green = (luma[from] - luma[0] * red - luma[2] * blue) / luma[1];
            matrix[from] = (float) (red * through[0] * bright / kept);
            matrix[3 + from] = (float) (green * through[1] * bright / kept);
            matrix[6 + from] = (float) (blue * through[2] * bright / kept);
        }
        return matrix;
    }
}
