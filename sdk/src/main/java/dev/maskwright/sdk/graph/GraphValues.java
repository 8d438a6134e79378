package dev.maskwright.sdk.graph;

/** The output values of a graph, by name. */
public abstract sealed class GraphValues permits GraphResult, BoundRun {

    /**
     * The shape of a value.
     *
     * @throws IllegalArgumentException if the outputs have no such tensor
     */
    public final long[] shape(String value) {
        return reader(value).shape();
    }

    /**
     * A copy of a value as float32, from a floating-point type or uint8.
     *
     * @throws IllegalArgumentException if the outputs have no such value, or it has another type
     */
    public final float[] floats(String value) {
        return reader(value).floats();
    }

    /**
     * A copy of a value of an integer type, as unsigned numbers.
     *
     * @throws IllegalArgumentException if the outputs have no such value, or it has another type
     */
    public final int[] unsigned(String value) {
        return reader(value).unsigned();
    }

    /** Whether a value is of an integer type. */
    public final boolean isWhole(String value) {
        return reader(value).isWhole();
    }

    /** @throws IllegalArgumentException if the outputs have no such tensor */
    abstract TensorReader reader(String value);
}
