package dev.maskwright.trainer.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The {@link PixelCounts} of each class in each image of a split, and every score that follows from them. Not
 * thread-safe.
 *
 * <p>{@link Averaging} has the peer's names. Differences from the peer: scores that would divide by zero are excluded
 * from means (see {@link Undefined}), invalid class ids are rejected when they are counted, and a single class can be
 * counted.
 */
public final class PixelCountsByClass {

    private final int classes;
    private final List<List<PixelCounts>> images = new ArrayList<>();
    private final PixelCounts[] sums;

    /** No image yet. */
    public PixelCountsByClass(int classes) {
        this.classes = classes;
        this.sums = new PixelCounts[classes];
        Arrays.fill(sums, PixelCounts.NOTHING);
    }

    /** Adds an image, given the true and predicted classes of its pixels. */
    public void add(ConfusionMatrix image) {
        add(image.outcomes());
    }

    /** Adds an image, given one outcome for each class. */
    public void add(List<PixelCounts> image) {
        if (image.size() != classes) {
            throw new IllegalArgumentException(
                    "%d classes need one outcome each, got %d".formatted(classes, image.size()));
        }
        images.add(List.copyOf(image));
        for (int id = 0; id < classes; id++) {
            sums[id] = sums[id].plus(image.get(id));
        }
    }

    public int classes() {
        return classes;
    }

    public int images() {
        return images.size();
    }

    /** The outcome of a class over all images. */
    public PixelCounts ofClass(int classId) {
        return sums[classId];
    }

    /** The score of a class over all images, NaN where it is undefined. */
    public double ofClass(Measure measure, int classId) {
        return measure.of(sums[classId]);
    }

    /** The score of each class (column) in each image (row), NaN where it is undefined. */
    public double[][] byImageAndClass(Measure measure) {
        return images.stream()
                .map(image -> image.stream().mapToDouble(measure::of).toArray())
                .toArray(double[][]::new);
    }

    /** The average of what is defined; weighted averages use the share of each class in the labelled pixels. */
    public double score(Measure measure, Averaging averaging) {
        double[] labelled =
                Arrays.stream(sums).mapToDouble(PixelCounts::labelled).toArray();
        return score(measure, averaging, Undefined.LEFT_OUT, labelled);
    }

    /**
     * The average of a score.
     *
     * @param weights of the classes, at least 0, for the weighted averages; the others do not use them
     * @return NaN without anything to average
     */
    public double score(Measure measure, Averaging averaging, Undefined undefined, double... weights) {
        if (weights.length != classes) {
            throw new IllegalArgumentException(
                    "%d classes need one weight each, got %d".formatted(classes, weights.length));
        }
        double[] even = new double[classes];
        Arrays.fill(even, 1);
        return switch (averaging) {
            case PIXELS -> undefined.instead(measure.of(total(Arrays.asList(sums))));
            case CLASSES -> meanOfClasses(measure, undefined, Arrays.asList(sums), even);
            case WEIGHTED_CLASSES -> meanOfClasses(measure, undefined, Arrays.asList(sums), weights);
            case IMAGES ->
                mean(images.stream()
                        .mapToDouble(image -> undefined.instead(measure.of(total(image))))
                        .toArray());
            case IMAGES_AND_CLASSES ->
                mean(images.stream()
                        .mapToDouble(image -> meanOfClasses(measure, undefined, image, even))
                        .toArray());
            case IMAGES_AND_WEIGHTED_CLASSES ->
                mean(images.stream()
                        .mapToDouble(image -> meanOfClasses(measure, undefined, image, weights))
                        .toArray());
        };
    }

    private static PixelCounts total(List<PixelCounts> outcomes) {
        return outcomes.stream().reduce(PixelCounts.NOTHING, PixelCounts::plus);
    }

    private static double meanOfClasses(
            Measure measure, Undefined undefined, List<PixelCounts> outcomes, double[] weights) {
        double sum = 0;
        double all = 0;
        for (int id = 0; id < outcomes.size(); id++) {
            double score = undefined.instead(measure.of(outcomes.get(id)));
            if (!Double.isNaN(score)) {
                sum += score * weights[id];
                all += weights[id];
            }
        }
        return sum / all;
    }

    /** The mean of the numbers that are not NaN; NaN without any. */
    private static double mean(double[] scores) {
        return IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[i])
                .filter(score -> !Double.isNaN(score))
                .average()
                .orElse(Double.NaN);
    }
}
