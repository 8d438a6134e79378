package dev.maskwright.cli.segment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.cli.option.RegionSettings;
import dev.maskwright.cli.segment.PictureResult.Failed;
import dev.maskwright.cli.segment.PictureResult.Segmented;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code report.json} and {@code report.csv}: what became of each picture, and by which model. */
public final class SegmentReport {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String JSON = "report.json";
    private static final String CSV = "report.csv";

    private final Path folder;
    private final ModelCard card;
    private final String sha256;
    private final RegionSettings settings;

    /**
     * A report on what a model gave.
     *
     * @param sha256 of the model file
     */
    SegmentReport(Path folder, ModelCard card, String sha256, RegionSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.card = card;
        this.sha256 = sha256;
    }

    /** What an earlier run says of itself, if the folder holds its report: the hash of its model, and its settings. */
    record Earlier(String sha256, Optional<JsonObject> settings) {}

    /** The report of an earlier run, if there is one. */
    static Optional<Earlier> earlier(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            String sha256 = json.getAsJsonObject("model").get("sha256").getAsString();
            return Optional.of(new Earlier(sha256, Optional.ofNullable(json.getAsJsonObject("settings"))));
        } catch (JsonParseException | IllegalStateException | ClassCastException | NullPointerException e) {
            throw new IOException("%s: not a report of segment; remove it or name another folder".formatted(file), e);
        }
    }

    /** Writes both files anew. */
    void write(List<PictureResult> outcomes) throws IOException {
        WholeFile.write(folder.resolve(JSON), GSON.toJson(toJson(outcomes)) + "\n");
        WholeFile.write(folder.resolve(CSV), toCsv(outcomes));
    }

    JsonObject toJson(List<PictureResult> outcomes) {
        JsonObject model = new JsonObject();
        model.addProperty("name", card.name());
        model.addProperty("version", card.version());
        model.addProperty("architecture", card.architecture());
        model.addProperty("sha256", sha256);
        JsonArray pictures = new JsonArray();
        outcomes.forEach(outcome -> pictures.add(toJson(outcome)));
        JsonObject json = new JsonObject();
        json.add("model", model);
        json.add("settings", settings.toJson());
        json.add("pictures", pictures);
        json.addProperty(
                "failed", outcomes.stream().filter(Failed.class::isInstance).count());
        return json;
    }

    private JsonObject toJson(PictureResult outcome) {
        JsonObject json = new JsonObject();
        json.addProperty("file", outcome.picture().file().toString());
        json.addProperty("status", status(outcome));
        if (outcome instanceof Failed failed) {
            json.addProperty("reason", failed.reason());
        } else if (outcome instanceof Segmented segmented) {
            json.addProperty(
                    "mask", folder.relativize(segmented.picture().mask(folder)).toString());
            json.addProperty("width", segmented.width());
            json.addProperty("height", segmented.height());
            segmented.milliseconds().ifPresent(value -> json.addProperty("milliseconds", rounded(value, 10)));
            json.addProperty("confidence", rounded(segmented.confidence(), 10_000));
            JsonObject shares = new JsonObject();
            present(segmented)
                    .forEach(label -> shares.addProperty(
                            label.name(), rounded(segmented.shares().get(label.id()), 1_000_000)));
            json.add("shares", shares);
            JsonObject regions = new JsonObject();
            present(segmented).stream()
                    .filter(label -> segmented.regions().get(label.id()) > 0)
                    .forEach(label -> regions.addProperty(
                            label.name(), segmented.regions().get(label.id())));
            json.add("regions", regions);
        }
        return json;
    }

    private String toCsv(List<PictureResult> outcomes) {
        List<ClassLabel> products =
                card.classes().stream().filter(label -> !label.isBackground()).toList();
        List<String> lines = new ArrayList<>();
        List<String> header =
                new ArrayList<>(List.of("file", "status", "width", "height", "milliseconds", "confidence"));
        card.classes().forEach(label -> header.add(label.name()));
        products.forEach(label -> header.add(label.name() + " regions"));
        header.addAll(List.of("reason", "model", "model_version", "model_sha256"));
        lines.add(csv(header));
        for (PictureResult outcome : outcomes) {
            List<String> cells = new ArrayList<>();
            cells.add(outcome.picture().file().toString());
            cells.add(status(outcome));
            if (outcome instanceof Segmented segmented) {
                cells.add(String.valueOf(segmented.width()));
                cells.add(String.valueOf(segmented.height()));
                cells.add(segmented.milliseconds().stream()
                        .mapToObj(value -> decimals(value, 1))
                        .collect(Collectors.joining()));
                cells.add(decimals(segmented.confidence(), 4));
                segmented.shares().forEach(share -> cells.add(decimals(share, 6)));
                products.forEach(
                        label -> cells.add(segmented.regions().get(label.id()).toString()));
                cells.add("");
            } else if (outcome instanceof Failed failed) {
                cells.addAll(Collections.nCopies(4 + card.classes().size() + products.size(), ""));
                cells.add(failed.reason());
            }
            cells.addAll(List.of(card.name(), card.version(), sha256));
            lines.add(csv(cells));
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    /** The classes that a picture shows, the largest first. */
    static List<ClassLabel> largestFirst(Segmented segmented, List<ClassLabel> classes) {
        return classes.stream()
                .filter(label -> segmented.shares().get(label.id()) > 0)
                .sorted(Comparator.comparing(
                                (ClassLabel label) -> segmented.shares().get(label.id()))
                        .reversed())
                .toList();
    }

    private List<ClassLabel> present(Segmented segmented) {
        return largestFirst(segmented, card.classes());
    }

    private static String status(PictureResult outcome) {
        if (outcome instanceof Failed) {
            return "failed";
        }
        return outcome.isKept() ? "kept" : "segmented";
    }

    /** One line as RFC 4180 has it. */
    private static String csv(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(","));
    }

    private static double rounded(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }

    private static String decimals(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
