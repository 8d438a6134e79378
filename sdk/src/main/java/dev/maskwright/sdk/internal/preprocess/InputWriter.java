package dev.maskwright.sdk.internal.preprocess;

/** Writes pixels to the input of a network, as its form wants them. For one thread at a time. */
public sealed interface InputWriter permits PixelsWriter, PlanesWriter {

    /**
     * Writes pixels that lie in a line.
     *
     * @param image which image of the batch
     * @param first the index of the first pixel in the image, row by row
     * @param step how much the index grows from one pixel to the next; may be below 0
     * @param colours {@code count} numbers 0..255 of red, then of green, then of blue
     */
    void write(int image, int first, int step, int count, int[] colours);
}
