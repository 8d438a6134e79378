package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.net.PixelGrid;

/** A network that a student learns from, besides the labels. One thread at a time. */
public interface Teacher extends AutoCloseable {

    /**
     * Its logits for a batch's plain pictures; deterministic.
     *
     * @param grid the pixels to compute
     * @param manager owns the result
     * @return logits, (N, classes, h, w), float32, with the student's classes in their order, and as many rows and
     *     columns as the grid has
     */
    NDArray logits(Batch batch, PixelGrid grid, NDManager manager);

    /** Closing twice does nothing. */
    @Override
    void close();
}
