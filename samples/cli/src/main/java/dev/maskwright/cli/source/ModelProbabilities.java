package dev.maskwright.cli.source;

import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.trainer.data.Batch;
import java.util.Arrays;

/** Logits and probabilities of a model file for pictures of its input size. */
public final class ModelProbabilities {

    private ModelProbabilities() {}

    /**
     * Runs a model on each picture of a batch.
     *
     * @param name of the model, for messages
     * @return (N, classes, H, W)
     * @throws ModelFormatException if it gives no logits of that size
     */
    public static float[] of(BareModel model, String name, Batch batch) {
        float[] planes = logits(model, name, batch.images(), batch.width(), batch.height());
        int image = planes.length / batch.count();
        for (int i = 0; i < batch.count(); i++) {
            softmax(planes, i * image, image, batch.width() * batch.height());
        }
        return planes;
    }

    /**
     * As {@link #of}, before the softmax.
     *
     * @param rgb (N, H, W, 3), N at least 1
     */
    static float[] logits(BareModel model, String name, byte[] rgb, int width, int height) {
        int bytes = 3 * width * height;
        int count = rgb.length / bytes;
        float[] all = new float[0];
        for (int i = 0; i < count; i++) {
            model.put(Frame.rgb(Arrays.copyOfRange(rgb, bytes * i, bytes * (i + 1)), width, height));
            model.run();
            float[] logits = model.logits().orElseThrow(() -> withoutLogits(name));
            all = all.length == 0 ? new float[count * logits.length] : all;
            System.arraycopy(logits, 0, all, i * logits.length, logits.length);
        }
        return all;
    }

    static ModelFormatException withoutLogits(String name) {
        return new ModelFormatException(
                "%s does not give logits for each pixel of its input, and so no probabilities; export it with --logits"
                        .formatted(name));
    }

    /** Turns the planes of an image from logits into probabilities. */
    private static void softmax(float[] planes, int first, int length, int pixels) {
        for (int pixel = first; pixel < first + pixels; pixel++) {
            float most = Float.NEGATIVE_INFINITY;
            for (int i = pixel; i < first + length; i += pixels) {
                most = Math.max(most, planes[i]);
            }
            double sum = 0;
            for (int i = pixel; i < first + length; i += pixels) {
                planes[i] = (float) Math.exp(planes[i] - most);
                sum += planes[i];
            }
            for (int i = pixel; i < first + length; i += pixels) {
                planes[i] /= (float) sum;
            }
        }
    }
}
