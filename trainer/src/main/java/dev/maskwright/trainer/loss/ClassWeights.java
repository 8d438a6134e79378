package dev.maskwright.trainer.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weight of each class.
 *
 * @param values one for each class, at least 0 and not all 0; empty for equal weights
 */
public record ClassWeights(List<Float> values) {

    /** Equal weights. */
    public static final ClassWeights EQUAL = new ClassWeights(List.of());

    public ClassWeights {
        values = List.copyOf(values);
        if (!values.stream().allMatch(weight -> weight >= 0 && Float.isFinite(weight))
                || (!values.isEmpty() && values.stream().allMatch(weight -> weight == 0))) {
            throw new IllegalArgumentException("class weights must be at least 0 and not all 0, got " + values);
        }
    }

    public static ClassWeights of(float... values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return new ClassWeights(list);
    }

    /**
     * Weights {@code share^-balance} that favour rare classes, scaled so that the average weight of a pixel is 1; a
     * class without pixels weighs 1.
     *
     * @param pixels of each class in the training split
     * @param balance 0..1: 0 for equal weights, 1 for weights inversely proportional to the pixels
     */
    public static ClassWeights balanced(long[] pixels, double balance) {
        double all = Arrays.stream(pixels).sum();
        double[] weights = new double[pixels.length];
        double average = 0;
        for (int i = 0; i < pixels.length; i++) {
            weights[i] = pixels[i] == 0 ? 1 : Math.pow(pixels[i] / all, -balance);
            average += weights[i] * pixels[i] / Math.max(all, 1);
        }
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scaled[i] = (float) (pixels[i] == 0 ? 1 : weights[i] / average);
        }
        return of(scaled);
    }

    /** One weight for each of so many classes. */
    float[] forClasses(int classes) {
        float[] weights = new float[classes];
        Arrays.fill(weights, 1);
        if (values.isEmpty()) {
            return weights;
        }
        if (values.size() != classes) {
            throw new IllegalArgumentException(
                    "%d classes need one weight each, got %d: %s".formatted(classes, values.size(), values));
        }
        for (int i = 0; i < classes; i++) {
            weights[i] = values.get(i);
        }
        return weights;
    }
}
