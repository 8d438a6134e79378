package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.Normalization;
import java.nio.FloatBuffer;

/** Turns interleaved RGB into the normalised planes of a {@code tensor} input. */
public final class Planes {

    /** What each of the 256 values of each channel becomes. */
    private final float[][] values = new float[3][256];

    public Planes(Normalization normalization) {
        for (int c = 0; c < 3; c++) {
            for (int v = 0; v < 256; v++) {
                values[c][v] = (v / 255f - normalization.mean().get(c))
                        / normalization.std().get(c);
            }
        }
    }

    /**
     * Writes one image of a batch.
     *
     * @param rgb interleaved, 3 bytes per pixel
     * @param tensor shape (N, 3, H, W)
     * @param offset the index of the image's first element
     */
    public void write(byte[] rgb, FloatBuffer tensor, int offset) { // (H, W, 3) -> (3, H, W)
        int pixels = rgb.length / 3;
        for (int c = 0; c < 3; c++) {
            float[] value = values[c];
            int plane = offset + c * pixels;
            for (int i = 0; i < pixels; i++) {
                tensor.put(plane + i, value[rgb[3 * i + c] & 0xff]);
            }
        }
    }
}
