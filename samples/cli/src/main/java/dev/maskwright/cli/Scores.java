package dev.maskwright.cli;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Resampler;
import dev.maskwright.sdk.Resampler.Filter;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.util.Locale;

/** The mean IoU of a trained network and of its file on the same labelled pictures. */
final class Scores {

    private final ConfusionMatrix trained;
    private final ConfusionMatrix exported;
    private int labelled;

    Scores(int classes) {
        trained = new ConfusionMatrix(classes);
        exported = new ConfusionMatrix(classes);
    }

    /**
     * Counts a picture at the size of the masks.
     *
     * @param target of the picture, at its size
     */
    void add(Frame picture, byte[] target, int width, int height, int[] trainedMask, int[] exportedMask) {
        byte[] truth = Resampler.resize(target, picture.width(), picture.height(), 1, Filter.NEAREST, width, height);
        trained.add(truth, bytes(trainedMask));
        exported.add(truth, bytes(exportedMask));
        labelled++;
    }

    int labelled() {
        return labelled;
    }

    String toText() {
        return String.format(
                Locale.ROOT,
                "mean IoU on %d labelled pictures: %.4f trained, %.4f exported",
                labelled,
                trained.meanIou(),
                exported.meanIou());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("pictures", labelled);
        Json.addNumber(json, "trained", trained.meanIou());
        Json.addNumber(json, "exported", exported.meanIou());
        return json;
    }

    private static byte[] bytes(int[] ids) {
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) ids[i];
        }
        return bytes;
    }
}
