package dev.maskwright.trainer.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.net.Images;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.Values;

/** A trained network in evaluation mode. One thread at a time; the caller closes the block. */
public final class NetworkPredictor implements Predictor {

    private final NetworkBlock block;
    private final Normalization normalization;
    private final NDManager manager;

    /** A predictor whose arrays live in sub-managers of {@code manager}, each only for one call. */
    public NetworkPredictor(NetworkBlock block, Normalization normalization, NDManager manager) {
        this.block = block;
        this.normalization = normalization;
        this.manager = manager;
    }

    @Override
    public byte[] classIds(Batch batch) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray images = Images.normalized(
                    scratch, batch.images(), batch.count(), batch.width(), batch.height(), normalization);
            return block.forward(images, false) // (N, K, H, W) -> (N, H, W)
                    .argMax(1)
                    .toType(DataType.UINT8, false)
                    .toByteArray();
        }
    }

    /** The probabilities of a batch, (N, K, H, W). */
    public float[] probabilities(Batch batch) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray images = Images.normalized(
                    scratch, batch.images(), batch.count(), batch.width(), batch.height(), normalization);
            return Values.of(block.forward(images, false).softmax(1));
        }
    }

    /**
     * The logits of one normalised image.
     *
     * @param image (3, H, W)
     * @return (K, H, W)
     */
    public float[] logits(float[] image, int width, int height) {
        try (NDManager scratch = manager.newSubManager()) {
            long channels = image.length / ((long) width * height);
            NDArray input = scratch.create(image, new ai.djl.ndarray.types.Shape(1, channels, height, width));
            return Values.of(block.forward(input, false));
        }
    }
}
