package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Shape;
import java.util.Arrays;

/**
 * Values of one parameter, in row-major order. The array is not copied: whoever holds a tensor does not write to it.
 *
 * @param type how the values are stored in files; in memory they are always float
 */
public record Tensor(Type type, Shape shape, float[] values) {

    /** The element types of parameters, by their safetensors names. */
    public enum Type {
        F32(4),
        F16(2),
        BF16(2),
        I64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }
    }

    public Tensor {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException(
                    "a tensor of shape %s has %d values, got %d".formatted(shape, shape.elements(), values.length));
        }
    }

    /** A float32 tensor. */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(Type.F32, shape, values);
    }

    /** By type, shape and every value. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && type == tensor.type
                && shape.equals(tensor.shape)
                && Arrays.equals(values, tensor.values);
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return type + " " + shape;
    }
}
