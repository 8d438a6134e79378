package dev.maskwright.trainer.evaluation;

import dev.maskwright.trainer.data.Batch;

/** Anything that predicts masks: the network in training, or an exported model. */
public interface Predictor {

    /**
     * The class of each pixel.
     *
     * @return N * H * W class ids for the (N, H, W, 3) images of the batch
     */
    byte[] classIds(Batch batch);
}
