package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The maps that an encoder computes from an image, {@code (N, C, H/stride, W/stride)}, by their strides.
 *
 * @param byStride the deepest map of each stride; not every encoder has all powers of two
 */
public record Features(NavigableMap<Integer, Value> byStride) {

    public Features {
        byStride = new TreeMap<>(byStride);
    }

    /** The map of the largest stride. */
    public Value coarsest() {
        return byStride.lastEntry().getValue();
    }

    /** The map of a stride, if there is one. */
    public Optional<Value> find(int stride) {
        return Optional.ofNullable(byStride.get(stride));
    }

    /**
     * The map of a stride.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Value at(int stride) {
        return find(stride)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there are no features of stride %d, only of %s".formatted(stride, byStride.keySet())));
    }

    /** All maps, the coarsest first. */
    public List<Value> coarsestFirst() {
        return byStride.descendingMap().entrySet().stream()
                .map(Map.Entry::getValue)
                .toList();
    }
}
