package dev.maskwright.cli;

import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelFormatException;
import dev.maskwright.trainer.data.Batch;
import java.util.Arrays;

/** The probabilities that a model file gives for pictures of its own size. */
final class ModelProbabilities {

    private ModelProbabilities() {}

    /**
     * Runs a model on each picture of a batch.
     *
     * @param name of the model, for messages
     * @return (N, classes, H, W)
     * @throws ModelFormatException if it gives no logits of that size
     */
    static float[] of(BareModel model, String name, Batch batch) {
        int pixels = batch.width() * batch.height();
        float[] all = new float[0];
        for (int i = 0; i < batch.count(); i++) {
            byte[] rgb = Arrays.copyOfRange(batch.images(), 3 * pixels * i, 3 * pixels * (i + 1));
            model.put(Frame.rgb(rgb, batch.width(), batch.height()));
            model.run();
            float[] logits = model.logits()
                    .orElseThrow(() -> new ModelFormatException(
                            "%s gives no logits with a pixel for each of its input, so there are no probabilities to average; export it with --logits"
                                    .formatted(name)));
            softmax(logits, pixels);
            all = all.length == 0 ? new float[batch.count() * logits.length] : all;
            System.arraycopy(logits, 0, all, i * logits.length, logits.length);
        }
        return all;
    }

    /** Turns planes of logits into planes of probabilities. */
    private static void softmax(float[] planes, int pixels) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            float most = Float.NEGATIVE_INFINITY;
            for (int i = pixel; i < planes.length; i += pixels) {
                most = Math.max(most, planes[i]);
            }
            double sum = 0;
            for (int i = pixel; i < planes.length; i += pixels) {
                planes[i] = (float) Math.exp(planes[i] - most);
                sum += planes[i];
            }
            for (int i = pixel; i < planes.length; i += pixels) {
                planes[i] /= (float) sum;
            }
        }
    }
}
