package dev.maskwright.trainer.reproduce;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.metric.Measure;
import dev.maskwright.trainer.metric.PixelCounts;
import org.jspecify.annotations.Nullable;

/**
 * How well a network does, by the notebook's metric and by proper ones; each is 0..1, or NaN if nothing could be
 * measured.
 *
 * @param notebookIou smp's micro IoU with the background ignored, on pictures as the notebook showed them
 * @param microIou the same with the background counted, on whole pictures
 * @param backgroundRight the share of background pixels that are predicted as such, on whole pictures
 * @param meanIou the mean IoU of all classes and the background, on whole pictures
 * @param labelledMeanIou the same if every product in the picture is labelled, not only the row's; NaN if the data has
 *     no such labels
 */
public record Figures(
        double notebookIou, double microIou, double backgroundRight, double meanIou, double labelledMeanIou) {

    private static final int BACKGROUND = 0;

    /**
     * Computes the figures from counts.
     *
     * @param shown    on pictures as the notebook showed them, everything outside the row's product background
     * @param whole    on whole pictures, likewise
     * @param labelled on whole pictures with every product labelled; without a pixel if there are no such labels
     */
    static Figures of(ConfusionMatrix shown, ConfusionMatrix whole, ConfusionMatrix labelled) {
        return new Figures(
                shown.iouBlindTo(BACKGROUND),
                microIou(whole),
                whole.count(BACKGROUND, BACKGROUND) / (double) whole.labelled(BACKGROUND),
                whole.meanIou(),
                labelled.meanIou());
    }

    private static double microIou(ConfusionMatrix matrix) {
        return matrix.outcomes().stream()
                .reduce(PixelCounts::plus)
                .map(Measure.IOU::of)
                .orElse(Double.NaN);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("notebookIou", number(notebookIou));
        json.add("microIou", number(microIou));
        json.add("backgroundRight", number(backgroundRight));
        json.add("meanIou", number(meanIou));
        json.add("labelledMeanIou", number(labelledMeanIou));
        return json;
    }

    /** Reads what {@link #toJson} wrote. */
    static Figures fromJson(JsonObject json) {
        return new Figures(
                number(json.get("notebookIou")),
                number(json.get("microIou")),
                number(json.get("backgroundRight")),
                number(json.get("meanIou")),
                number(json.get("labelledMeanIou")));
    }

    private static JsonElement number(double value) {
        return Double.isNaN(value) ? JsonNull.INSTANCE : new JsonPrimitive(value);
    }

    private static double number(@Nullable JsonElement element) {
        return element == null || element.isJsonNull() ? Double.NaN : element.getAsDouble();
    }
}
