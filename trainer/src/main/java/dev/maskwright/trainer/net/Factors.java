package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;

/**
 * Products and powers with a number, for arrays that a gradient flows through.
 *
 * <p>DJL's {@code mul(Number)} and {@code div(Number)} must not be used there: they put the number into a Java buffer
 * that they let go at once, while PyTorch keeps a pointer to it for the backward pass. A garbage collection in between
 * frees the buffer, and the gradient is multiplied by whatever lies there by then, sometimes NaN.
 */
public final class Factors {

    private Factors() {}

    /**
     * {@code x * factor}, with a gradient that a garbage collection does not harm; the number joins {@code x}'s
     * manager.
     */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }
}
