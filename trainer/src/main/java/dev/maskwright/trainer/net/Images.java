package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.sdk.model.Normalization;
import java.nio.ByteBuffer;

/** Converts pictures to the input of a network. */
public final class Images {

    private Images() {}

    /**
     * Normalises a batch.
     *
     * @param manager owns the result
     * @param rgb (N, H, W, C), interleaved, 0..255
     * @return {@code (N, C, H, W)}, {@code (rgb / 255 - mean) / std}
     */
    public static NDArray normalized(
            NDManager manager, byte[] rgb, int count, int width, int height, Normalization normalization) {
        int channels = normalization.mean().size();
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = 1 / (255 * normalization.std().get(c));
            shift[c] = normalization.mean().get(c) / normalization.std().get(c);
        }
        return manager.create(ByteBuffer.wrap(rgb), new Shape(count, height, width, channels), DataType.UINT8)
                .toType(DataType.FLOAT32, false)
                .mul(manager.create(scale))
                .sub(manager.create(shift))
                .transpose(0, 3, 1, 2); // (N, H, W, C) -> (N, C, H, W)
    }
}
