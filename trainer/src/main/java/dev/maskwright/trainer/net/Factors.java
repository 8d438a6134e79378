package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;

/**
 * Products and powers with a number, for arrays with gradients.
 *
 * <p>DJL's {@code mul(Number)} and {@code div(Number)} must not be used there: they put the number into a Java buffer
 * that they release at once, while PyTorch keeps a pointer to it for the backward pass. A garbage collection in between
 * frees the buffer, and the gradient is multiplied by whatever is there by then, sometimes NaN.
 */
public final class Factors {

    private Factors() {}

    /**
     * {@code x * factor}, with a gradient that is safe from garbage collection; the number joins {@code x}'s manager.
     */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }
}
