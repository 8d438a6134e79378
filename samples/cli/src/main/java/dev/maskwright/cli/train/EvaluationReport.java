package dev.maskwright.cli.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.metric.Averaging;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.metric.Measure;
import dev.maskwright.trainer.metric.PixelCountsByClass;
import java.util.ArrayList;
import java.util.List;

/** The results of {@code evaluate}, as text and as JSON. */
public record EvaluationReport(Evaluation evaluation, List<String> classes) {

    /** One row for each class. */
    String classTable() {
        ConfusionMatrix matrix = evaluation.matrix();
        PixelCountsByClass outcomes = evaluation.outcomes();
        Table table = new Table("lrrrrrrr")
                .row("class", "IoU", "Dice", "precision", "recall", "boundary IoU", "labelled px", "predicted px");
        for (int id = 0; id < classes.size(); id++) {
            table.row(
                    classes.get(id),
                    Words.ratio(matrix.iou(id)),
                    Words.ratio(outcomes.ofClass(Measure.F1, id)),
                    Words.ratio(outcomes.ofClass(Measure.PRECISION, id)),
                    Words.ratio(outcomes.ofClass(Measure.RECALL, id)),
                    Words.ratio(evaluation.boundaries().iou(id)),
                    "%,d".formatted(matrix.labelled(id)),
                    "%,d".formatted(matrix.predicted(id)));
        }
        return table.toString();
    }

    /** Each measure by each average. */
    String averageTable() {
        Table table = new Table("lrrrrrr")
                .row(
                        "average over",
                        "pixels",
                        "classes",
                        "classes by size",
                        "images",
                        "images, classes",
                        "images, classes by size");
        for (Measure measure : Measure.ALL) {
            List<String> cells = new ArrayList<>(List.of(name(measure)));
            for (Averaging averaging : Averaging.values()) {
                cells.add(Words.ratio(evaluation.outcomes().score(measure, averaging)));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    /** The most important figures. */
    String summary() {
        String summary = "mean IoU %s, mean boundary IoU %s, pixel accuracy %s"
                .formatted(
                        Words.ratio(evaluation.matrix().meanIou()),
                        Words.ratio(evaluation.boundaries().meanIou()),
                        Words.ratio(evaluation.matrix().pixelAccuracy()));
        return hasBackground()
                ? summary
                        + "; IoU blind to background %s"
                                .formatted(Words.ratio(evaluation.matrix().iouBlindTo(0)))
                : summary;
    }

    /**
     * Everything, as JSON.
     *
     * @param split which it is
     * @param skipped one line for each row that could not be used
     */
    JsonObject json(String split, List<String> skipped) {
        ConfusionMatrix matrix = evaluation.matrix();
        JsonObject json = new JsonObject();
        json.addProperty("split", split);
        json.addProperty("images", evaluation.outcomes().images());
        Json.addNumber(json, "meanIou", matrix.meanIou());
        Json.addNumber(json, "pixelAccuracy", matrix.pixelAccuracy());
        Json.addNumber(json, "meanBoundaryIou", evaluation.boundaries().meanIou());
        if (hasBackground()) {
            Json.addNumber(json, "iouBlindToBackground", matrix.iouBlindTo(0));
        }
        JsonObject averages = new JsonObject();
        for (Measure measure : Measure.ALL) {
            JsonObject one = new JsonObject();
            for (Averaging averaging : Averaging.values()) {
                Json.addNumber(one, averaging.id(), evaluation.outcomes().score(measure, averaging));
            }
            averages.add(measure.id(), one);
        }
        json.add("averages", averages);
        JsonArray all = new JsonArray();
        for (int id = 0; id < classes.size(); id++) {
            JsonObject one = new JsonObject();
            one.addProperty("id", id);
            one.addProperty("name", classes.get(id));
            for (Measure measure : Measure.ALL) {
                Json.addNumber(one, measure.id(), evaluation.outcomes().ofClass(measure, id));
            }
            Json.addNumber(one, "boundaryIou", evaluation.boundaries().iou(id));
            one.addProperty("labelledPixels", matrix.labelled(id));
            one.addProperty("predictedPixels", matrix.predicted(id));
            all.add(one);
        }
        json.add("classes", all);
        json.add("confusion", confusion(matrix));
        json.add("skipped", Json.array(skipped));
        return json;
    }

    /** Pixels by true class (rows) and predicted class (columns). */
    private static JsonArray confusion(ConfusionMatrix matrix) {
        JsonArray rows = new JsonArray();
        for (int target = 0; target < matrix.classes(); target++) {
            JsonArray row = new JsonArray();
            for (int prediction = 0; prediction < matrix.classes(); prediction++) {
                row.add(matrix.count(target, prediction));
            }
            rows.add(row);
        }
        return rows;
    }

    private boolean hasBackground() {
        return classes.get(0).equals(ClassList.BACKGROUND);
    }

    private static String name(Measure measure) {
        return switch (measure.id()) {
            case "iou" -> "IoU";
            case "f1" -> "Dice (F1)";
            case "accuracy" -> "accuracy, one class";
            case "balancedAccuracy" -> "balanced accuracy";
            default -> measure.id();
        };
    }
}
