package dev.maskwright.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Outcome.Failed;
import dev.maskwright.cli.Outcome.Segmented;
import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code report.json} and {@code report.csv}: what became of each picture, and by which model. */
final class SegmentReport {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String JSON = "report.json";
    private static final String CSV = "report.csv";

    private final Path folder;
    private final ModelCard card;
    private final String sha256;

    /**
     * A report on what a model gave.
     *
     * @param sha256 of the model file
     */
    SegmentReport(Path folder, ModelCard card, String sha256) {
        this.folder = folder;
        this.card = card;
        this.sha256 = sha256;
    }

    /** The hash of the model whose results the folder holds, if it has a report. */
    static Optional<String> modelOf(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonParser.parseString(Files.readString(file))
                    .getAsJsonObject()
                    .getAsJsonObject("model")
                    .get("sha256")
                    .getAsString());
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException("%s: not a report of segment; remove it or name another folder".formatted(file), e);
        }
    }

    /** Writes both files anew. */
    void write(List<Outcome> outcomes) throws IOException {
        writeWhole(folder.resolve(JSON), GSON.toJson(toJson(outcomes)) + "\n");
        writeWhole(folder.resolve(CSV), toCsv(outcomes));
    }

    JsonObject toJson(List<Outcome> outcomes) {
        JsonObject model = new JsonObject();
        model.addProperty("name", card.name());
        model.addProperty("version", card.version());
        model.addProperty("architecture", card.architecture());
        model.addProperty("sha256", sha256);
        JsonArray pictures = new JsonArray();
        outcomes.forEach(outcome -> pictures.add(toJson(outcome)));
        JsonObject json = new JsonObject();
        json.add("model", model);
        json.add("pictures", pictures);
        json.addProperty(
                "failed", outcomes.stream().filter(Failed.class::isInstance).count());
        return json;
    }

    private JsonObject toJson(Outcome outcome) {
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
            segmented.confidence().ifPresent(value -> json.addProperty("confidence", rounded(value, 10_000)));
            JsonObject shares = new JsonObject();
            present(segmented)
                    .forEach(label -> shares.addProperty(
                            label.name(), rounded(segmented.shares().get(label.id()), 1_000_000)));
            json.add("shares", shares);
        }
        return json;
    }

    private String toCsv(List<Outcome> outcomes) {
        List<String> lines = new ArrayList<>();
        List<String> header =
                new ArrayList<>(List.of("file", "status", "width", "height", "milliseconds", "confidence"));
        card.classes().forEach(label -> header.add(label.name()));
        header.addAll(List.of("reason", "model", "model_version", "model_sha256"));
        lines.add(csv(header));
        for (Outcome outcome : outcomes) {
            List<String> cells = new ArrayList<>();
            cells.add(outcome.picture().file().toString());
            cells.add(status(outcome));
            if (outcome instanceof Segmented segmented) {
                cells.add(String.valueOf(segmented.width()));
                cells.add(String.valueOf(segmented.height()));
                cells.add(segmented.milliseconds().stream()
                        .mapToObj(value -> decimals(value, 1))
                        .collect(Collectors.joining()));
                cells.add(segmented.confidence().stream()
                        .mapToObj(value -> decimals(value, 4))
                        .collect(Collectors.joining()));
                segmented.shares().forEach(share -> cells.add(decimals(share, 6)));
                cells.add("");
            } else if (outcome instanceof Failed failed) {
                card.classes().forEach(label -> cells.add(""));
                cells.addAll(List.of("", "", "", "", failed.reason()));
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

    private static String status(Outcome outcome) {
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

    private static void writeWhole(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
