package dev.maskwright.sdk;

import java.io.IOException;

/** Takes the rows of a mask as they get ready, from top to bottom: for masks that should not be in memory as a whole. */
@FunctionalInterface
public interface MaskSink {

    /**
     * Takes some rows. Both arrays belong to the caller and are written again after this call.
     *
     * @param y the first of the rows
     * @param count how many rows
     * @param classIds one byte per pixel, row by row: the first {@code width * count} count
     * @param confidences 0..255 for 0..1, likewise
     */
    void rows(int y, int count, byte[] classIds, byte[] confidences) throws IOException;
}
