package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.weights.Float16;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rounds large weights to half precision, which halves the file. Computation stays in float32. Norms, biases and small
 * tensors are not changed: they would save nothing.
 */
public final class HalfPrecision {

    /** Tensors with fewer elements are kept in float32. */
    private static final int LEAST_ELEMENTS = 1024;

    private HalfPrecision() {}

    /**
     * The same network with rounded weights, whose tensors are of type {@link Tensor.Type#F16}.
     *
     * @throws IllegalArgumentException if a weight is too large for half precision
     */
    public static Trained apply(Trained trained) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(trained.weights().asMap());
        for (Parameter parameter : trained.network().parameters()) {
            boolean holdsMany =
                    parameter.kind() == Parameter.Kind.WEIGHT || parameter.kind() == Parameter.Kind.POSITION;
            if (holdsMany && parameter.shape().elements() >= LEAST_ELEMENTS) {
                tensors.computeIfPresent(parameter.key(), HalfPrecision::rounded);
            }
        }
        return new Trained(trained.network(), Weights.of(tensors));
    }

    /**
     * A tensor in half precision.
     *
     * @param key what messages call it
     * @throws IllegalArgumentException if a value is too large for half precision
     */
    public static Tensor rounded(String key, Tensor tensor) {
        float[] values = new float[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float16.toFloat(Float16.toBits(tensor.values()[i]));
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "weight %s has the value %s, which half precision cannot hold; store it as float32"
                                .formatted(key, tensor.values()[i]));
            }
        }
        return new Tensor(Tensor.Type.F16, tensor.shape(), values);
    }
}
