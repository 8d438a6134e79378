package dev.maskwright.models.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor, outermost dimension first: {@code (N, C, H, W)} for maps, {@code (N, L, C)} for tokens.
 *
 * @param sizes at least 1 each; empty for a scalar
 */
public record Shape(List<Integer> sizes) {

    public Shape {
        sizes = List.copyOf(sizes);
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("sizes of a shape are at least 1, got " + sizes);
        }
    }

    public static Shape of(int... sizes) {
        return new Shape(Arrays.stream(sizes).boxed().toList());
    }

    public int rank() {
        return sizes.size();
    }

    /** The size of a dimension; negative indices count from the end, -1 is the innermost. */
    public int size(int dimension) {
        return sizes.get(dimension < 0 ? dimension + rank() : dimension);
    }

    /** The number of elements, 1 for a scalar. */
    public long elements() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    public int[] toArray() {
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("x", "(", ")"));
    }
}
