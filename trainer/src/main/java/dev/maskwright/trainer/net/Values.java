package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What an array holds, for Java. */
public final class Values {

    private Values() {}

    /**
     * A copy of all elements in the order of the shape. Unlike DJL's {@code toFloatArray}, which loses a native copy of
     * each array that is not laid out in that order, as channels-last ones are.
     */
    public static float[] of(NDArray array) {
        try (NDManager scratch = array.getManager().newSubManager()) {
            NDArray ordered = array.flatten();
            ordered.attach(scratch);
            return ordered.toFloatArray();
        }
    }
}
