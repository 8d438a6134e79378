package dev.maskwright.cli.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats a card for display. */
final class CardTables {

    private static final Set<String> SHOWN = Set.of(
            "fingerprint",
            "trainRows",
            "validationRows", // data
            "target",
            "outside",
            "epochs",
            "batch.size",
            "optimizer.learningRate", // recipe
            "batchSize",
            "learningRate", // recipe of earlier versions
            "epoch",
            "loss",
            "meanIou",
            "pixelAccuracy", // metrics
            "weights",
            "data", // licenses
            "pictures",
            "relativeDifference",
            "equalPixels",
            "passed"); // parity

    private CardTables() {}

    /** All but the classes. */
    static Table of(ModelCard card) {
        Table table = new Table("ll")
                .row("name", card.name())
                .row("version", card.version())
                .row("architecture", card.architecture())
                .row("input", input(card.input()))
                .row(
                        "normalisation",
                        "mean %s, std %s"
                                .formatted(
                                        card.normalization().mean(),
                                        card.normalization().std()))
                .row("outputs", outputs(card.outputs()));
        card.provenance().entrySet().forEach(entry -> {
            String text = inShort(entry.getValue());
            if (!text.isEmpty()) {
                table.row(entry.getKey(), text);
            }
        });
        return table.row(
                "golden",
                card.golden()
                        .map(golden -> "a picture of %dx%d, its mask of %dx%d; see verify"
                                .formatted(golden.width(), golden.height(), golden.maskWidth(), golden.maskHeight()))
                        .orElse("none"));
    }

    private static String input(ModelCard.Input input) {
        return "%s: %s %s%s, frames become %dx%d (%s, %s)%s"
                .formatted(
                        input.name(),
                        lower(input.type()),
                        input.layout(),
                        input.channels() == ModelCard.ChannelOrder.BGR ? ", blue first" : "",
                        input.width(),
                        input.height(),
                        lower(input.fit()),
                        lower(input.resize()),
                        input.dynamic() ? "; takes any multiples of " + input.multipleOf() : "");
    }

    private static String outputs(ModelCard.Outputs outputs) {
        if (outputs instanceof ModelCard.MaskOutputs masks) {
            return "%s, %s%s%s"
                    .formatted(
                            masks.mask(),
                            masks.confidence(),
                            masks.logits().map(name -> ", " + name).orElse(""),
                            masks.stride() == 1
                                    ? ""
                                    : "; a pixel for each %dx%d of the input"
                                            .formatted(masks.stride(), masks.stride()));
        }
        if (outputs instanceof ClassIdsOutput ids) {
            return ids.classIds() + ": class ids";
        }
        ScoresOutput scores = (ScoresOutput) outputs;
        String kind = scores instanceof ForegroundOutput foreground
                ? ": one %s per pixel, foreground above %s"
                        .formatted(lower(foreground.values()), foreground.threshold())
                : scores instanceof ProbabilitiesOutput ? ": probabilities" : levels(scores);
        String layout = scores.layout() == ModelCard.Layout.NHWC ? ", NHWC" : "";
        String size = scores.enlargement() == ScoresOutput.TO_INPUT
                ? "; enlarged to the input for the mask"
                : scores.enlargement() == 1 ? "" : "; enlarged %d times for the mask".formatted(scores.enlargement());
        return scores.output() + kind + layout + size;
    }

    private static String levels(ScoresOutput scores) {
        return scores instanceof ModelCard.LogitsOutput logits
                ? logits.levels()
                        .map(levels -> ": logits as uint8, scale %s, zero point %d"
                                .formatted(levels.scale(), levels.zeroPoint()))
                        .orElse("")
                : "";
    }

    /** The most important parts of a provenance; everything is in the JSON document. */
    private static String inShort(JsonElement element) {
        if (!element.isJsonObject()) {
            return element.isJsonPrimitive() ? element.getAsString() : "";
        }
        return values(element.getAsJsonObject(), "")
                .filter(entry -> SHOWN.contains(entry.getKey()))
                .map(entry -> "%s %s".formatted(entry.getKey(), text(entry.getValue())))
                .collect(Collectors.joining(", "));
    }

    /** All values in an object and its nested objects, by their keys with dots between the levels. */
    private static Stream<Map.Entry<String, JsonPrimitive>> values(JsonObject object, String path) {
        return object.entrySet().stream().flatMap(entry -> {
            String key = path + entry.getKey();
            if (entry.getValue() instanceof JsonObject inner) {
                return values(inner, key + ".");
            }
            return entry.getValue() instanceof JsonPrimitive value ? Stream.of(Map.entry(key, value)) : Stream.of();
        });
    }

    private static String text(JsonPrimitive value) {
        boolean isFraction = value.isNumber() && value.getAsString().contains(".");
        return isFraction ? String.format(Locale.ROOT, "%.6g", value.getAsDouble()) : value.getAsString();
    }

    static Table classes(ModelCard card) {
        Table table = new Table("rll").row("id", "class", "colour");
        for (ClassLabel label : card.classes()) {
            table.row(String.valueOf(label.id()), label.name(), label.colour());
        }
        return table;
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
