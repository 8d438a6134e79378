package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor as PyTorch pickles it: a strided view of a storage.
 *
 * @param offset the first element in the storage
 * @param sizes of each dimension
 * @param strides the number of elements in the storage between neighbours along each dimension
 */
record TensorView(Storage storage, long offset, List<Long> sizes, List<Long> strides) {

    /**
     * Consecutive elements in a separate entry of the file.
     *
     * @param key the entry's name in the folder {@code data}
     */
    record Storage(StorageType type, String key, long elements) {}

    /** Whether it has no elements, which no parameter of a network has. */
    boolean isEmpty() {
        return sizes.contains(0L);
    }

    /** The number of elements, at most that of the storage. */
    long elements() throws MalformedException {
        if (sizes.size() != strides.size()) {
            throw new MalformedException("it has %d sizes but %d strides", sizes.size(), strides.size());
        }
        long elements = 1;
        long last = offset;
        try {
            for (int i = 0; i < sizes.size(); i++) {
                if (sizes.get(i) < 1 || strides.get(i) < 0) {
                    throw new MalformedException("its size is %s with the strides %s", sizes, strides);
                }
                elements = Math.multiplyExact(elements, sizes.get(i));
                last = Math.addExact(last, Math.multiplyExact(sizes.get(i) - 1, strides.get(i)));
            }
        } catch (ArithmeticException e) {
            throw new MalformedException("its size %s is larger than any storage", sizes);
        }
        if (offset < 0 || last >= storage.elements() || elements > storage.elements()) {
            throw new MalformedException(
                    "it has %d elements, from %d to %d of a storage of %d", elements, offset, last, storage.elements());
        }
        return elements;
    }

    /** Copies the elements in row-major order. */
    Tensor gather(ByteBuffer bytes) throws MalformedException {
        float[] values = new float[(int) elements()];
        int[] index = new int[sizes.size()];
        int position = (int) offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = storage.type().value(bytes, position);
            for (int d = index.length - 1; d >= 0; d--) { // the next index, counted like an odometer
                int stride = strides.get(d).intValue();
                int size = sizes.get(d).intValue();
                index[d]++;
                position += stride;
                if (index[d] < size) {
                    break;
                }
                index[d] = 0;
                position -= size * stride;
            }
        }
        return new Tensor(
                storage.type().type(),
                new Shape(sizes.stream().map(Long::intValue).toList()),
                values);
    }
}
