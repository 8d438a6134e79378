package dev.maskwright.sdk.graph;

/** Values that a graph gave, by their names. */
public sealed interface GraphValues permits GraphResult, BoundRun {

    /**
     * The shape of a value.
     *
     * @throws IllegalArgumentException if the graph gave no such tensor
     */
    long[] shape(String value);

    /**
     * A copy of a value as float32: of a floating-point type, or of uint8.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    float[] floats(String value);

    /**
     * A copy of a value of an integer type, without sign.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    int[] unsigned(String value);

    /** Whether a value is of an integer type. */
    boolean isWhole(String value);
}
