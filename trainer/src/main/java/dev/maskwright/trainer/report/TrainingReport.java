package dev.maskwright.trainer.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeText;
import dev.maskwright.trainer.report.HtmlTable.Cell;
import dev.maskwright.trainer.report.HtmlTable.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The report page of a training.
 *
 * @param labels the classes with their colours
 * @param epochs those that are finished
 * @param sessions the runs of the program, the oldest first
 */
record TrainingReport(
        Checkpoint checkpoint, List<ClassLabel> labels, List<EpochMetrics> epochs, List<Session> sessions) {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** A curve, as the drawing script needs it; NaN is a gap. */
    private record Curve(String title, String kind, List<@Nullable Double> values) {}

    /** The report for the folder of a checkpoint. */
    static TrainingReport of(Checkpoint checkpoint, List<ClassLabel> labels) throws IOException {
        return new TrainingReport(
                checkpoint,
                labels,
                EpochMetrics.readAll(checkpoint.dir().resolve("metrics.jsonl")),
                Session.readAll(checkpoint.dir()));
    }

    /**
     * The page.
     *
     * @param validation the confusion matrix
     * @param when describes the weights that it was measured with
     * @param gallery empty for a page without pictures
     */
    HtmlPage page(ConfusionMatrix validation, String when, Optional<Gallery> gallery) {
        Recipe recipe = checkpoint.recipe();
        HtmlPage page = HtmlPage.titled(
                String.format(
                        Locale.ROOT,
                        "%s, %d classes",
                        recipe.architecture(),
                        checkpoint.classes().size()),
                String.format(Locale.ROOT, "Training report: %d of %d epochs", epochs.size(), recipe.epochs()));
        page.figures(figures(validation));
        curves(page);
        classes(page, validation, when);
        confusion(page, validation);
        gallery.ifPresent(pictures -> pictures(page, pictures));
        recipe(page, recipe);
        provenance(page);
        return page;
    }

    private Map<String, String> figures(ConfusionMatrix validation) {
        Map<String, String> figures = new LinkedHashMap<>();
        epochs.stream()
                .filter(epoch -> !Double.isNaN(epoch.meanIou()))
                .max(Comparator.comparingDouble(EpochMetrics::meanIou))
                .ifPresentOrElse(
                        best -> {
                            String epoch = String.format(Locale.ROOT, " in epoch %d", best.epoch());
                            figures.put("best mean IoU," + epoch, number("%.4f", best.meanIou()));
                            figures.put("pixel accuracy" + epoch, number("%.4f", best.pixelAccuracy()));
                        },
                        () -> {
                            figures.put("mean IoU", number("%.4f", validation.meanIou()));
                            figures.put("pixel accuracy", number("%.4f", validation.pixelAccuracy()));
                        });
        if (!epochs.isEmpty()) {
            EpochMetrics last = epochs.get(epochs.size() - 1);
            figures.put("last loss", number("%.4f", last.loss()));
            figures.put("images/s in training", number("%.1f", last.imagesPerSecond()));
        }
        figure(figures, "rows to train on", "trainRows");
        figure(figures, "rows to validate", "validationRows");
        return figures;
    }

    private void figure(Map<String, String> figures, String name, String key) {
        if (checkpoint.data().has(key)) {
            figures.put(
                    name,
                    String.format(Locale.ROOT, "%,d", checkpoint.data().get(key).getAsLong()));
        }
    }

    private void curves(HtmlPage page) {
        if (epochs.isEmpty()) {
            return;
        }
        List<Curve> curves = List.of(
                new Curve("Loss", "small", values(EpochMetrics::loss)),
                new Curve("Mean IoU", "share", values(EpochMetrics::meanIou)),
                new Curve("Pixel accuracy", "share", values(EpochMetrics::pixelAccuracy)),
                new Curve("Learning rate", "small", values(EpochMetrics::learningRate)),
                new Curve("Images per second", "any", values(EpochMetrics::imagesPerSecond)));
        Gson gson = new Gson(); // escapes what HTML could interpret as a tag
        page.section("Curves")
                .text("Loss and learning rate are those of training, mean IoU and pixel accuracy those"
                        + " of the validation split. Point at a curve to read it; drag to zoom in,"
                        + " double-click to zoom out.")
                .fragment("curves.mustache", Map.of("curves", curves))
                .style(Templates.resource(UPLOT + "uPlot.min.css"))
                .style(Templates.resource("curves.css"))
                .script("/* uPlot, Copyright (c) Leon Sorokin, MIT licence */\n"
                        + Templates.resource(UPLOT + "uPlot.iife.min.js"))
                .script("const EPOCHS = %s;\nconst CURVES = %s;\n%s"
                        .formatted(
                                gson.toJson(
                                        epochs.stream().map(EpochMetrics::epoch).toList()),
                                gson.toJson(curves),
                                Templates.resource("curves.js")));
        HtmlTable table = HtmlTable.of(
                Column.number("epoch"),
                Column.number("loss"),
                Column.number("mean IoU"),
                Column.number("pixel accuracy"),
                Column.number("learning rate"),
                Column.number("images/s"),
                Column.number("waited for data"));
        for (EpochMetrics epoch : epochs) {
            table.row(
                    String.valueOf(epoch.epoch()),
                    number("%.4f", epoch.loss()),
                    number("%.4f", epoch.meanIou()),
                    number("%.4f", epoch.pixelAccuracy()),
                    number("%.3g", epoch.learningRate()),
                    number("%.1f", epoch.imagesPerSecond()),
                    number("%.1f %%", 100 * epoch.waitedShare()));
        }
        page.folded("The same as a table", "table.mustache", table);
    }

    private List<@Nullable Double> values(ToDoubleFunction<EpochMetrics> value) {
        List<@Nullable Double> values = new ArrayList<>();
        for (EpochMetrics epoch : epochs) {
            double number = value.applyAsDouble(epoch);
            values.add(Double.isFinite(number) ? (Double) number : null);
        }
        return values;
    }

    private void classes(HtmlPage page, ConfusionMatrix validation, String when) {
        double labelled = IntStream.range(0, validation.classes())
                .mapToLong(validation::labelled)
                .sum();
        HtmlTable table = HtmlTable.of(
                Column.text("class"),
                Column.number("IoU"),
                Column.number("labelled pixels"),
                Column.number("share of pixels"),
                Column.number("recall"),
                Column.number("precision"));
        IntStream.range(0, validation.classes())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -orLast(validation.iou(id))))
                .forEach(id -> {
                    double iou = validation.iou(id);
                    double right = validation.count(id, id);
                    table.row(
                            Cell.of(labels.get(id).name())
                                    .withColour(labels.get(id).colour()),
                            Cell.bar(number("%.4f", iou), Double.isNaN(iou) ? 0 : iou),
                            Cell.of(String.format(Locale.ROOT, "%,d", validation.labelled(id))),
                            Cell.of(percent(validation.labelled(id) / labelled)),
                            Cell.of(percent(right / validation.labelled(id))),
                            Cell.of(percent(right / predicted(validation, id))));
                });
        page.section("IoU of each class")
                .text(("On the validation split, %s: mean IoU %s, pixel accuracy %s. A dash is"
                                + " a class that is neither labelled nor predicted.")
                        .formatted(
                                when, number("%.4f", validation.meanIou()), number("%.4f", validation.pixelAccuracy())))
                .table(table);
    }

    private static double orLast(double iou) {
        return Double.isNaN(iou) ? -1 : iou;
    }

    private static long predicted(ConfusionMatrix matrix, int id) {
        return IntStream.range(0, matrix.classes())
                .mapToLong(target -> matrix.count(target, id))
                .sum();
    }

    private void confusion(HtmlPage page, ConfusionMatrix validation) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int target = 0; target < validation.classes(); target++) {
            long labelled = validation.labelled(target);
            List<Map<String, Object>> cells = new ArrayList<>();
            for (int prediction = 0; prediction < validation.classes(); prediction++) {
                long count = validation.count(target, prediction);
                double share = labelled == 0 ? 0 : count / (double) labelled;
                cells.add(Map.of(
                        "text",
                        share < 0.005 ? "" : String.format(Locale.ROOT, "%.0f", 100 * share),
                        "strength",
                        number("%.0f", 100 * share),
                        "deep",
                        share > 0.55,
                        "diagonal",
                        target == prediction,
                        "hint",
                        String.format(
                                Locale.ROOT,
                                "%s predicted as %s: %,d of %,d pixels (%s)",
                                labels.get(target).name(),
                                labels.get(prediction).name(),
                                count,
                                labelled,
                                percent(count / (double) labelled))));
            }
            rows.add(Map.of("name", labels.get(target).name(), "cells", cells));
        }
        page.section("Confusions")
                .text("Each row is a true class, each column what its pixels were predicted"
                        + " as, in percent of the row; less than half a percent is left blank."
                        + " Point at a cell for the counts.")
                .style(Templates.resource("confusion.css"))
                .fragment(
                        "confusion.mustache",
                        Map.of("names", labels.stream().map(ClassLabel::name).toList(), "rows", rows));
    }

    private void pictures(HtmlPage page, Gallery gallery) {
        page.section("Worst predictions")
                .text("The validation pictures with the lowest mean IoU over the classes that"
                        + " are labelled or predicted in them, as the network sees them. Grey"
                        + " pixels are ignored.")
                .cards(gallery.worst().stream()
                        .map(example -> example.card(labels))
                        .toList())
                .section("Best predictions")
                .cards(gallery.best().stream()
                        .map(example -> example.card(labels))
                        .toList());
    }

    private void recipe(HtmlPage page, Recipe recipe) {
        Map<String, JsonElement> defaults = leaves(Recipe.defaults().toJson());
        HtmlTable changed = HtmlTable.of(Column.text("setting"), Column.text("value"), Column.text("default"));
        leaves(recipe.toJson()).forEach((key, value) -> {
            JsonElement usual = Objects.requireNonNull(defaults.get(key)); // both have every key
            if (!value.equals(usual)) {
                changed.row(key, RecipeText.plain(value), RecipeText.plain(usual));
            }
        });
        page.section("Recipe");
        if (!changed.isEmpty()) {
            page.text("Differences from the defaults:").table(changed);
        }
        page.details("The complete recipe", RecipeText.of(recipe));
    }

    private static Map<String, JsonElement> leaves(JsonObject json) {
        Map<String, JsonElement> leaves = new LinkedHashMap<>();
        json.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonObject group) {
                leaves(group).forEach((key, value) -> leaves.put(entry.getKey() + "." + key, value));
            } else {
                leaves.put(entry.getKey(), entry.getValue());
            }
        });
        return leaves;
    }

    private void provenance(HtmlPage page) {
        page.section("Provenance");
        sessions.forEach(session -> page.code(session.command()));
        HtmlTable table = HtmlTable.of(Column.text(""), Column.text(""));
        new TreeMap<>(leaves(checkpoint.data()))
                .forEach((key, value) ->
                        table.row("data: " + key, value.isJsonPrimitive() ? value.getAsString() : value.toString()));
        if (!sessions.isEmpty()) {
            table.row(
                    "started",
                    String.join(", ", sessions.stream().map(Session::started).toList()));
            Session last = sessions.get(sessions.size() - 1);
            last.versions().forEach(table::row);
            last.machine().forEach(table::row);
        }
        page.table(table);
    }

    private static String percent(double share) {
        return number("%.1f %%", 100 * share);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
