package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of one parameter, in row-major order. The array is not copied: never write to it.
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

    /**
     * A slice of a tensor along one dimension, from one index (inclusive) to another (exclusive), such as some of a
     * convolution's input channels (dimension 1) or outputs (dimension 0).
     *
     * @throws IllegalArgumentException if the slice is empty or not within the dimension
     */
    public Tensor slice(int dimension, int from, int to) {
        int size = shape.size(dimension);
        if (from < 0 || from >= to || to > size) {
            throw new IllegalArgumentException("dimension %d of %s has no indices %d to %d; choose from 0 to %d"
                    .formatted(dimension, shape, from, to, size));
        }
        int inner = inner(dimension); // values of one index
        int length = (to - from) * inner;
        float[] part = new float[values.length / size * (to - from)];
        for (int outer = 0; outer < part.length / length; outer++) {
            System.arraycopy(values, (outer * size + from) * inner, part, outer * length, length);
        }
        return new Tensor(type, withSize(dimension, to - from), part);
    }

    /**
     * Concatenates tensors along one dimension; all other dimensions must be equal.
     *
     * @throws IllegalArgumentException if there are none, or types or sizes differ
     */
    public static Tensor concat(int dimension, List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("no tensors to concatenate; give at least one");
        }
        Tensor first = tensors.get(0);
        int size = 0;
        for (Tensor tensor : tensors) {
            size += tensor.shape.size(dimension);
            if (tensor.type != first.type || !tensor.withSize(dimension, 1).equals(first.withSize(dimension, 1))) {
                throw new IllegalArgumentException(
                        "%s and %s cannot be concatenated along dimension %d; all other dimensions must be equal"
                                .formatted(first, tensor, dimension));
            }
        }
        Shape shape = first.withSize(dimension, size);
        float[] values = new float[Math.toIntExact(shape.elements())];
        int inner = first.inner(dimension);
        int row = size * inner;
        int at = 0;
        for (Tensor tensor : tensors) {
            int length = tensor.shape.size(dimension) * inner;
            for (int outer = 0; outer < values.length / row; outer++) {
                System.arraycopy(tensor.values, outer * length, values, outer * row + at, length);
            }
            at += length;
        }
        return new Tensor(first.type, shape, values);
    }

    /** The number of values at one index of a dimension. */
    private int inner(int dimension) {
        return shape.sizes().subList(dimension + 1, shape.rank()).stream().reduce(1, Math::multiplyExact);
    }

    private Shape withSize(int dimension, int size) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(dimension, size);
        return new Shape(sizes);
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
