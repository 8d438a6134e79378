package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.option.InspectedModel;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.inspect.Inspection;
import dev.maskwright.exporter.inspect.MeasuredShapes;
import dev.maskwright.exporter.inspect.ModelParts;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.OnnxSummary;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is in a model file. */
@Command(
        name = "inspect",
        description = {
            "Show what is in a model file: its graph, the cost of running it, its size by part, and its card.",
            "Accepts Maskwright's models and third-party ONNX files."
        },
        sortOptions = false)
public final class InspectCommand implements Callable<Integer> {

    @Mixin
    private InspectedModel inspected = new InspectedModel();

    @Option(
            names = "--graph",
            paramLabel = "FILE.svg|.html",
            description = "Draw the graph into this file, with a block for each part of the network.")
    private @Nullable Path graphFile;

    private Path model = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        requireDrawable();
        model = inspected.file(console);
        Optional<String> fault = Optional.empty();
        Optional<ModelCard> card = Optional.empty();
        boolean hasCard = OnnxFile.hasCard(model);
        try {
            card = hasCard ? Optional.of(card()) : card;
        } catch (ModelFormatException e) {
            fault = Optional.ofNullable(e.getMessage());
        }
        Inspection inspection = Inspection.of(model, card);
        OnnxSummary graph = inspection.summary();
        long bytes = OnnxFile.size(model);
        console.say("%s: %s, opset %d, IR version %d"
                .formatted(model, Words.megabytes(bytes), graph.opset(), inspection.irVersion()));
        console.say(graphTable(inspection).toString());
        inspection.fault().ifPresent(reason -> console.warn(reason + "; so its multiply-adds are not known"));
        fault.ifPresent(console::warn);
        if (card.isPresent()) {
            console.say("");
            console.say(CardTables.of(card.get()).toString());
            console.say("");
            console.say(CardTables.classes(card.get()).toString());
        } else if (!hasCard) {
            console.say("card              none; " + withoutCard(inspection));
        }
        if (graphFile != null) {
            draw(graphFile, inspection);
        }
        Optional<ModelCard> shown = card;
        console.document(() -> document(inspection, shown, bytes));
        return ExitCode.DONE;
    }

    private String withoutCard(Inspection inspection) {
        return inspection
                .otherKind()
                .map(kind -> "and no card can be written, because this is " + kind)
                .orElseGet(() -> "the SDK opens the file once %s is beside it; card --model %s drafts it"
                        .formatted(OnnxFile.beside(model).getFileName(), model));
    }

    private void requireDrawable() {
        if (graphFile != null && !graphFile.toString().matches(".*\\.(svg|html)")) {
            throw console.wrongUsage("--graph %s: name a file that ends with .svg or .html".formatted(graphFile));
        }
    }

    /** The card, if the SDK has verified that it matches the graph. */
    private ModelCard card() {
        try (Segmenter segmenter = Segmenter.open(model)) {
            return segmenter.card();
        }
    }

    /** The picture appears whole or not at all. */
    private void draw(Path file, Inspection inspection) throws IOException {
        String picture = inspection.picture(file);
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        WholeFile.write(absolute, picture);
        console.say("graph             " + file);
    }

    private static Table graphTable(Inspection inspection) {
        OnnxSummary graph = inspection.summary();
        ModelParts parts = inspection.parts();
        Table table = new Table("ll");
        graph.inputs().forEach(input -> table.row("graph input", input.toString()));
        graph.outputs().forEach(output -> table.row("graph output", output.toString()));
        inspection
                .multiplyAdds()
                .ifPresent(number -> table.row(
                        "multiply-adds",
                        "%,d at %s"
                                .formatted(
                                        number,
                                        inspection
                                                .shapes()
                                                .map(InspectCommand::inputShapes)
                                                .orElse(""))));
        String constants = parts.constants().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> "%s constants %s".formatted(entry.getKey(), kilobytes(entry.getValue())))
                .collect(Collectors.joining(", "));
        table.row(
                "on disk",
                "%s, card and other metadata %s, nodes %s"
                        .formatted(constants, kilobytes(parts.metadata()), kilobytes(parts.graph())));
        return table.row("parameters", "%,d".formatted(graph.parameters()))
                .row(
                        "operators",
                        graph.operators().entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining(", ")));
    }

    private static String inputShapes(MeasuredShapes shapes) {
        return shapes.inputs().values().stream()
                .map(shape -> shape.stream().map(String::valueOf).collect(Collectors.joining("x")))
                .collect(Collectors.joining(", "));
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3);
    }

    private JsonObject document(Inspection inspection, Optional<ModelCard> card, long bytes) {
        OnnxSummary graph = inspection.summary();
        ModelParts parts = inspection.parts();
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("bytes", bytes);
        JsonObject summary = new JsonObject();
        summary.addProperty("opset", graph.opset());
        summary.addProperty("irVersion", inspection.irVersion());
        summary.add("inputs", values(graph.inputs()));
        summary.add("outputs", values(graph.outputs()));
        summary.addProperty("parameters", graph.parameters());
        inspection.multiplyAdds().ifPresent(number -> summary.addProperty("multiplyAdds", number));
        JsonObject operators = new JsonObject();
        graph.operators().forEach(operators::addProperty);
        summary.add("operators", operators);
        json.add("graph", summary);
        JsonObject sizes = new JsonObject();
        JsonObject constants = new JsonObject();
        parts.constants().forEach(constants::addProperty);
        sizes.add("constants", constants);
        sizes.addProperty("metadata", parts.metadata());
        sizes.addProperty("nodes", parts.graph());
        json.add("bytesByPart", sizes);
        card.ifPresent(given -> json.add("card", JsonParser.parseString(given.toJson())));
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
}
