package dev.maskwright.sdk;

import java.io.IOException;

/** Receives the rows of a mask from top to bottom as they become ready, for masks that are too large for memory. */
@FunctionalInterface
public interface MaskSink {

    /**
     * Receives some rows. Both arrays belong to the caller and are overwritten after this call.
     *
     * @param y the first of the rows
     * @param count how many rows
     * @param classIds one byte per pixel, row by row: the first {@code width * count} count
     * @param confidences 0..255 for 0..1, in the same order
     */
    void rows(int y, int count, byte[] classIds, byte[] confidences) throws IOException;
}
