package dev.maskwright.sdk.internal.preprocess;

import java.nio.ByteBuffer;

/** Writes bytes of shape (N, H, W, 3). */
public final class PixelsWriter implements InputWriter {

    private final ByteBuffer tensor;
    private final int imageBytes;
    private final byte[] line;

    /** @param tensor as many bytes as the shape has elements */
    public PixelsWriter(ByteBuffer tensor, int width, int height) {
        this.tensor = tensor;
        imageBytes = 3 * width * height;
        line = new byte[3 * Math.max(width, height)];
    }

    private PixelsWriter(PixelsWriter other) {
        tensor = other.tensor;
        imageBytes = other.imageBytes;
        line = new byte[other.line.length];
    }

    @Override
    public InputWriter twin() {
        return new PixelsWriter(this);
    }

    @Override
    public void write(int image, int first, int step, int count, int[] colours) {
        int from = image * imageBytes;
        if (step == 1) {
            for (int i = 0, at = 0; i < count; i++, at += 3) {
                line[at] = (byte) colours[i];
                line[at + 1] = (byte) colours[count + i];
                line[at + 2] = (byte) colours[2 * count + i];
            }
            tensor.put(from + 3 * first, line, 0, 3 * count);
        } else {
            int at = from + 3 * first;
            for (int i = 0; i < count; i++, at += 3 * step) {
                tensor.put(at, (byte) colours[i]);
                tensor.put(at + 1, (byte) colours[count + i]);
                tensor.put(at + 2, (byte) colours[2 * count + i]);
            }
        }
    }
}
