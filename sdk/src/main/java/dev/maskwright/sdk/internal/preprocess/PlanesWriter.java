package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.model.Normalization;
import java.nio.FloatBuffer;

/** Writes normalised floats of shape (N, 3, H, W). */
public final class PlanesWriter implements InputWriter {

    /** The normalised number for each of the 256 values of each channel. */
    private final float[][] values;

    private final FloatBuffer tensor;
    private final int plane;
    private final float[] line;

    /** @param tensor as many floats as the shape has elements */
    public PlanesWriter(FloatBuffer tensor, int width, int height, Normalization normalization) {
        this.tensor = tensor;
        plane = width * height;
        line = new float[Math.max(width, height)];
        values = new float[3][256];
        for (int c = 0; c < 3; c++) {
            for (int v = 0; v < 256; v++) {
                values[c][v] = normalization.of(c, v);
            }
        }
    }

    private PlanesWriter(PlanesWriter other) {
        tensor = other.tensor;
        plane = other.plane;
        line = new float[other.line.length];
        values = other.values;
    }

    @Override
    public InputWriter twin() {
        return new PlanesWriter(this);
    }

    @Override
    public void write(int image, int first, int step, int count, int[] colours) {
        for (int c = 0; c < 3; c++) {
            float[] value = values[c];
            int from = (3 * image + c) * plane + first;
            if (step == 1) {
                for (int i = 0; i < count; i++) {
                    line[i] = value[colours[c * count + i]];
                }
                tensor.put(from, line, 0, count);
            } else {
                for (int i = 0; i < count; i++) {
                    tensor.put(from + i * step, value[colours[c * count + i]]);
                }
            }
        }
    }
}
