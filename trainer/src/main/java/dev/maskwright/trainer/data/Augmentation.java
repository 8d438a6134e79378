package dev.maskwright.trainer.data;

import dev.maskwright.sdk.Box;
import java.util.random.RandomGenerator;

/**
 * What happens to a picture before it is learned from: a crop, resized in one pass, then perhaps mirrored and recoloured.
 *
 * @param area      the crop's share of the picture's area; above 1 the picture is shown smaller, with a border that does not count
 * @param aspect    the crop's width over its height, in pixels of the picture
 * @param cropToBox how likely the crop is laid around the product's box instead, 0..1
 * @param enlarge   how many times as wide and high as the box such a crop is, at least 1; the box lies anywhere in it
 * @param flip      how likely the picture is mirrored left to right, 0..1
 * @param color     how its colours vary
 */
public record Augmentation(Range area, Range aspect, double cropToBox, Range enlarge, double flip, ColorJitter color) {

    /** A range of positive numbers, both ends included. */
    public record Range(double min, double max) {
        public Range {
            if (!(min > 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a range needs 0 < min <= max, got %s to %s".formatted(min, max));
            }
        }

        /** Even in the logarithm, so that half as large is as likely as twice as large. */
        double draw(RandomGenerator random) {
            return min * Math.pow(max / min, random.nextDouble());
        }
    }

    public Augmentation {
        checkProbability("cropToBox", cropToBox);
        checkProbability("flip", flip);
        if (enlarge.min() < 1) {
            throw new IllegalArgumentException("enlarge must be at least 1 to keep the product, got " + enlarge);
        }
    }

    static void checkProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("%s is a probability and must be 0..1, got %s".formatted(name, value));
        }
    }

    /** What suits photographs of rooms: up to 4 times closer, a third of the crops around the product. */
    public static Augmentation defaults() {
        return new Augmentation(
                new Range(0.25, 1), new Range(0.9, 1.8), 0.35, new Range(1.2, 2.5), 0.5, ColorJitter.defaults());
    }

    /** The whole picture, stretched to a size, and nothing else: what a network is given after training. */
    public static Sample resized(Sample sample, int width, int height) {
        return Crop.cut(sample, new Box(0, 0, sample.width(), sample.height()), width, height);
    }

    /**
     * A new sample of the given size; {@code sample} stays as it is. The same state of {@code random} gives the same result.
     */
    public Sample apply(Sample sample, int width, int height, RandomGenerator random) {
        boolean around = random.nextDouble() < cropToBox;
        Box window = around && sample.box().isPresent()
                ? around(sample.box().get(), sample, random)
                : anywhere(sample, random);
        Sample cropped = Crop.cut(sample, window, width, height);
        Sample turned = random.nextDouble() < flip ? Crop.flipped(cropped) : cropped;
        color.apply(turned.rgb(), random);
        return turned;
    }

    private Box anywhere(Sample sample, RandomGenerator random) {
        double share = area.draw(random);
        double pixels = share * sample.width() * sample.height();
        double ratio = aspect.draw(random);
        double width = Math.sqrt(pixels * ratio);
        double height = Math.sqrt(pixels / ratio);
        if (share <= 1) {
            width = Math.min(width, sample.width());
            height = Math.min(height, sample.height());
        }
        double x = random.nextDouble() * (sample.width() - width); // negative if the window is wider than the picture
        double y = random.nextDouble() * (sample.height() - height);
        return new Box(x, y, width, height);
    }

    /** A window inside the picture that holds the box; its shape keeps to {@link #aspect} as far as the picture allows. */
    private Box around(Box box, Sample sample, RandomGenerator random) {
        double factor = enlarge.draw(random);
        double width = factor * box.width();
        double height = factor * box.height();
        double ratio = Math.min(Math.max(width / height, aspect.min()), aspect.max());
        width = Math.min(Math.max(width, height * ratio), sample.width());
        height = Math.min(Math.max(height, width / ratio), sample.height());
        return new Box(
                startAround(box.x(), box.width(), width, sample.width(), random),
                startAround(box.y(), box.height(), height, sample.height(), random),
                width,
                height);
    }

    private static double startAround(
            double start, double length, double window, double limit, RandomGenerator random) {
        double first = Math.max(0, start + length - window);
        double last = Math.min(start, limit - window);
        return first + random.nextDouble() * (last - first);
    }
}
