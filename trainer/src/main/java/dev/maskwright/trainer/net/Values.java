package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Copies the contents of arrays to Java. */
public final class Values {

    private Values() {}

    /**
     * A copy of all elements in the order of the shape. Unlike DJL's {@code toFloatArray}, which leaks a native copy of
     * each array with another layout, such as channels-last.
     */
    public static float[] of(NDArray array) {
        try (NDManager scratch = array.getManager().newSubManager()) {
            NDArray ordered = array.flatten();
            ordered.attach(scratch);
            return ordered.toFloatArray();
        }
    }
}
