package dev.maskwright.exporter.check;

/** The network that a file should agree with, in any engine. For one thread at a time; the caller closes it. */
@FunctionalInterface
public interface Reference extends AutoCloseable {

    /**
     * Computes logits.
     *
     * @param image normalised, (1, 3, H, W)
     * @return (1, classes, H, W), smaller if the network ends at another resolution
     */
    float[] logits(float[] image, int width, int height);

    @Override
    default void close() {}
}
