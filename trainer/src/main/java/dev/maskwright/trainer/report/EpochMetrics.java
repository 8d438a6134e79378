package dev.maskwright.trainer.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a line of {@code metrics.jsonl} that a report shows. Missing values are NaN.
 *
 * @param epoch counted from 1
 * @param iou by the name of the class; a class that was neither labelled nor predicted is not in it
 */
record EpochMetrics(
        int epoch,
        double loss,
        double learningRate,
        double meanIou,
        double pixelAccuracy,
        double imagesPerSecond,
        double waitedShare,
        Map<String, Double> iou) {

    /** All lines of a file, in order; none if there is no file. */
    static List<EpochMetrics> readAll(Path file) throws IOException {
        List<EpochMetrics> epochs = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    epochs.add(of(JsonParser.parseString(line).getAsJsonObject()));
                } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
                    throw new IOException(
                            "%s line %d cannot be read: %s".formatted(file, epochs.size() + 1, e.getMessage()), e);
                }
            }
        }
        return epochs;
    }

    private static EpochMetrics of(JsonObject json) {
        Map<String, Double> iou = new LinkedHashMap<>();
        if (json.get("iou") instanceof JsonObject byClass) {
            byClass.entrySet()
                    .forEach(entry -> iou.put(entry.getKey(), entry.getValue().getAsDouble()));
        }
        return new EpochMetrics(
                (int) number(json, "epoch"),
                number(json, "loss"),
                number(json, "learningRate"),
                number(json, "meanIou"),
                number(json, "pixelAccuracy"),
                number(json, "imagesPerSecond"),
                number(json, "waitedShare"),
                iou);
    }

    private static double number(JsonObject json, String key) {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull() ? Double.NaN : value.getAsDouble();
    }

    /** By their names in TensorBoard, where the part before the slash is a group. */
    Map<String, Double> scalars() {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("train/loss", loss);
        scalars.put("train/learning_rate", learningRate);
        scalars.put("train/images_per_second", imagesPerSecond);
        scalars.put("validation/mean_iou", meanIou);
        scalars.put("validation/pixel_accuracy", pixelAccuracy);
        iou.forEach((name, value) -> scalars.put("iou/" + name, value));
        return scalars;
    }
}
