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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code run.json}: the model and settings of the results. It is written first, so that an interrupted run can only be
 * continued with the same ones.
 */
final class RunFile {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private static final String OVERLAY = "overlay";

    private RunFile() {}

    private static Path file(OutputFolder folder) {
        return folder.path().resolve("run.json");
    }

    /** Its contents for a run. */
    static JsonObject of(ModelCard card, RunOptions options) {
        JsonObject model = new JsonObject();
        model.addProperty("name", card.name());
        model.addProperty("version", card.version());
        model.addProperty("architecture", card.architecture());
        JsonObject settings = new JsonObject();
        settings.addProperty("minShare", options.regions().options().leastShare());
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
        options.outputs().overlay().ifPresent(style -> {
            JsonObject overlay = new JsonObject();
            overlay.addProperty("opacity", style.opacity());
            overlay.addProperty("contour", style.contour());
            overlay.addProperty("names", style.names());
            overlay.addProperty("legend", style.legend().name().toLowerCase(Locale.ROOT));
            json.add(OVERLAY, overlay);
        });
        return json;
    }

    static void write(OutputFolder folder, JsonObject run) throws IOException {
        ResultFile.write(file(folder), (GSON.toJson(run) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Rejects results of another model or of other settings. Existing overlays stay, so their settings from an earlier
     * run are kept by a run that writes none.
     *
     * @throws IOException if they differ, or the file is not a {@code run.json}
     */
    static void requireSame(OutputFolder folder, JsonObject run) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return;
        }
        Optional<JsonObject> earlier = read(file);
        List<String> differences = new ArrayList<>();
        for (String group : List.of("model", "settings", OVERLAY)) {
            Map<String, String> before = values(earlier, group);
            Map<String, String> now = values(Optional.of(run), group);
            Set<String> keys = new TreeSet<>(before.keySet());
            keys.addAll(now.keySet());
            boolean isWanted = !group.equals(OVERLAY) || (!before.isEmpty() && !now.isEmpty());
            keys.stream()
                    .filter(key -> isWanted && !Objects.equals(before.get(key), now.get(key)))
                    .forEach(key -> differences.add("%s %s, now %s"
                            .formatted(key, before.getOrDefault(key, "not set"), now.getOrDefault(key, "not set"))));
        }
        if (!differences.isEmpty()) {
            throw new IOException(("%s: its results were made with other settings (%s), so this run cannot"
                            + " continue with them; use the same settings, choose another folder, or start"
                            + " again")
                    .formatted(folder.path(), String.join("; ", differences)));
        }
        if (!run.has(OVERLAY) && earlier.isPresent() && earlier.get().has(OVERLAY)) {
            run.add(OVERLAY, earlier.get().get(OVERLAY));
        }
    }

    private static Optional<JsonObject> read(Path file) throws IOException {
        try {
            return Optional.ofNullable(GSON.fromJson(Files.readString(file), JsonObject.class));
        } catch (JsonParseException | ClassCastException e) {
            throw new IOException(
                    ("%s: does not say how its results were made; remove it or choose another" + " folder")
                            .formatted(file),
                    e);
        }
    }

    private static Map<String, String> values(Optional<JsonObject> run, String group) {
        Map<String, String> values = new TreeMap<>();
        if (run.isPresent() && run.get().get(group) instanceof JsonObject json) {
            json.entrySet()
                    .forEach(entry -> values.put(
                            entry.getKey(),
                            entry.getValue().isJsonPrimitive()
                                    ? entry.getValue().getAsString()
                                    : entry.getValue().toString()));
        }
        return values;
    }
}
