package dev.maskwright.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.maskwright.exporter.onnx.OnnxSummary;
import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a model file is. */
@Command(
        name = "inspect",
        description = "Show what a model file is: its graph, and what its card says.",
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {

    private static final Set<String> SHOWN = Set.of(
            "fingerprint",
            "trainRows",
            "validationRows", // data
            "target",
            "outside",
            "epochs",
            "batchSize",
            "learningRate", // recipe
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

    @Parameters(paramLabel = "M", description = "The model file.")
    private Path model = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        OnnxSummary graph = OnnxSummary.of(model);
        long bytes = Files.size(model);
        console.say("%s: %s, opset %d".formatted(model, Words.megabytes(bytes), graph.opset()));
        console.say(graphTable(graph).toString());
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(model)) {
            card = segmenter.card();
        }
        console.say("");
        console.say(cardTable(card).toString());
        console.say("");
        console.say(classTable(card).toString());
        console.document(() -> document(graph, card, bytes));
        return ExitCode.DONE;
    }

    private static Table graphTable(OnnxSummary graph) {
        Table table = new Table("ll");
        graph.inputs().forEach(input -> table.row("graph input", input.toString()));
        graph.outputs().forEach(output -> table.row("graph output", output.toString()));
        return table.row("parameters", "%,d".formatted(graph.parameters()))
                .row(
                        "operators",
                        graph.operators().entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining(", ")));
    }

    private static Table cardTable(ModelCard card) {
        ModelCard.Input input = card.input();
        Table table = new Table("ll")
                .row("name", card.name())
                .row("version", card.version())
                .row("architecture", card.architecture())
                .row(
                        "input",
                        "%s: %s %s, frames become %dx%d (%s, %s)%s"
                                .formatted(
                                        input.name(),
                                        lower(input.type()),
                                        input.layout(),
                                        input.width(),
                                        input.height(),
                                        lower(input.fit()),
                                        lower(input.resize()),
                                        input.dynamic() ? "; takes any multiples of " + input.multipleOf() : ""))
                .row(
                        "normalisation",
                        "mean %s, std %s"
                                .formatted(
                                        card.normalization().mean(),
                                        card.normalization().std()));
        if (card.outputs() instanceof ModelCard.MaskOutputs outputs) {
            table.row("outputs", "%s, %s".formatted(outputs.mask(), outputs.confidence()));
        } else if (card.outputs() instanceof ModelCard.LogitsOutput output) {
            table.row("outputs", output.logits());
        }
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

    /** What people look for in a provenance; all of it is in the JSON document. */
    private static String inShort(JsonElement element) {
        if (!element.isJsonObject()) {
            return element.isJsonPrimitive() ? element.getAsString() : "";
        }
        return element.getAsJsonObject().entrySet().stream()
                .filter(entry -> entry.getValue().isJsonPrimitive() && SHOWN.contains(entry.getKey()))
                .map(entry ->
                        "%s %s".formatted(entry.getKey(), text(entry.getValue().getAsJsonPrimitive())))
                .collect(Collectors.joining(", "));
    }

    private static String text(JsonPrimitive value) {
        boolean isFraction = value.isNumber() && value.getAsString().contains(".");
        return isFraction ? String.format(Locale.ROOT, "%.6g", value.getAsDouble()) : value.getAsString();
    }

    private static Table classTable(ModelCard card) {
        Table table = new Table("rll").row("id", "class", "colour");
        for (ClassLabel label : card.classes()) {
            table.row(String.valueOf(label.id()), label.name(), label.colour());
        }
        return table;
    }

    private JsonObject document(OnnxSummary graph, ModelCard card, long bytes) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("bytes", bytes);
        JsonObject summary = new JsonObject();
        summary.addProperty("opset", graph.opset());
        summary.add("inputs", values(graph.inputs()));
        summary.add("outputs", values(graph.outputs()));
        summary.addProperty("parameters", graph.parameters());
        JsonObject operators = new JsonObject();
        graph.operators().forEach(operators::addProperty);
        summary.add("operators", operators);
        json.add("graph", summary);
        json.add("card", JsonParser.parseString(card.toJson()));
        return json;
    }

    private static JsonArray values(List<OnnxSummary.Value> values) {
        JsonArray array = new JsonArray();
        for (OnnxSummary.Value value : values) {
            JsonObject json = new JsonObject();
            json.addProperty("name", value.name());
            json.addProperty("type", value.type());
            json.add("shape", Json.array(value.shape()));
            array.add(json);
        }
        return array;
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
