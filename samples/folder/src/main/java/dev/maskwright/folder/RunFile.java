package dev.maskwright.folder;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code run.json}: by which model and settings results were made. It is written first, so that a run that is cut off is gone on with by the same only. */
final class RunFile {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private RunFile() {}

    private static Path file(OutputFolder folder) {
        return folder.path().resolve("run.json");
    }

    /** What it says of a run. */
    static JsonObject of(ModelCard card, RunOptions options) {
        JsonObject model = new JsonObject();
        model.addProperty("name", card.name());
        model.addProperty("version", card.version());
        model.addProperty("architecture", card.architecture());
        JsonObject settings = new JsonObject();
        settings.addProperty("minArea", options.regions().options().leastShare());
        settings.addProperty("minConfidence", options.regions().options().leastConfidence());
        settings.addProperty("tolerance", options.regions().tolerance());
        options.tiling().ifPresent(tiling -> {
            settings.addProperty("tile", "%dx%d".formatted(tiling.width(), tiling.height()));
            settings.addProperty("overlap", tiling.overlap());
        });
        new TreeMap<>(options.identity()).forEach(settings::addProperty);
        JsonObject json = new JsonObject();
        json.add("model", model);
        json.add("settings", settings);
        return json;
    }

    static void write(OutputFolder folder, JsonObject run) throws IOException {
        ResultFile.write(file(folder), (GSON.toJson(run) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Refuses to go on with results of another model or of other settings.
     *
     * @throws IOException if they are, or the file is none of these
     */
    static void requireSame(OutputFolder folder, JsonObject run) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return;
        }
        JsonObject earlier;
        try {
            JsonObject read = GSON.fromJson(Files.readString(file), JsonObject.class);
            earlier = read == null ? new JsonObject() : read; // an empty file
        } catch (JsonParseException | ClassCastException e) {
            throw new IOException(
                    "%s: does not say how results were made; remove it or name another folder".formatted(file), e);
        }
        List<String> differences = new ArrayList<>();
        Map<String, String> before = flat(earlier);
        Map<String, String> now = flat(run);
        for (String key : new TreeSet<>(now.keySet())) {
            String was = before.getOrDefault(key, "not set");
            if (!was.equals(now.get(key))) {
                differences.add("%s %s, now %s".formatted(key, was, now.get(key)));
            }
        }
        before.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> differences.add("%s %s, now not set".formatted(key, before.get(key))));
        if (!differences.isEmpty()) {
            throw new IOException(
                    "%s: its results were made in another way (%s), so this run cannot go on with them; give the same, name another folder, or begin anew"
                            .formatted(folder.path(), String.join("; ", differences)));
        }
    }

    private static Map<String, String> flat(JsonObject run) {
        Map<String, String> flat = new TreeMap<>();
        run.entrySet().forEach(group -> {
            if (group.getValue() instanceof JsonObject values) {
                values.entrySet()
                        .forEach(entry -> flat.put(
                                entry.getKey(),
                                entry.getValue().isJsonPrimitive()
                                        ? entry.getValue().getAsString()
                                        : "?"));
            }
        });
        return flat;
    }
}
