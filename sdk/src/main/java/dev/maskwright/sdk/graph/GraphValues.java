package dev.maskwright.sdk.graph;

/** Values that a graph gave, by their names. */
public abstract sealed class GraphValues permits GraphResult, BoundRun {

    /**
     * The shape of a value.
     *
     * @throws IllegalArgumentException if the graph gave no such tensor
     */
    public final long[] shape(String value) {
        return reader(value).shape();
    }

    /**
     * A copy of a value as float32: of a floating-point type, or of uint8.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    public final float[] floats(String value) {
        return reader(value).floats();
    }

    /**
     * A copy of a value of an integer type, without sign.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    public final int[] unsigned(String value) {
        return reader(value).unsigned();
    }

    /** Whether a value is of an integer type. */
    public final boolean isWhole(String value) {
        return reader(value).isWhole();
    }

    /** @throws IllegalArgumentException if the graph gave no such tensor */
    abstract TensorReader reader(String value);
}
