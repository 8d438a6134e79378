package dev.maskwright.models.history;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A record beside model files of which was made from which: {@value #FILE} in their folder, with a line of JSON for
 * each model that was made or refused. It says what to roll back to. Files are identified by their contents, so that
 * they may be copied and renamed.
 *
 * <p>It is bounded: of more than {@value #MOST} entries the oldest are dropped, except for those whose files are in the
 * folder.
 *
 * <p>Each call reads the file again. Only one process may add entries at a time.
 */
public final class ModelHistory {

    /** The name of the record. */
    public static final String FILE = "history.jsonl";

    /** How many of the newest entries are kept even if their files are gone. */
    static final int MOST = 100;

    private static final Gson GSON = new Gson();

    /**
     * A model file that was made, or refused.
     *
     * @param file its name in the folder
     * @param sha256 of its contents
     * @param parent the hash of the file that it was made from
     * @param made when
     * @param kept whether it was written; a model that did worse than its parent was not
     * @param facts what it was made from and what was measured, for display
     */
    public record Entry(String file, String sha256, String parent, Instant made, boolean kept, JsonObject facts) {
        public Entry {
            facts = facts.deepCopy();
        }

        /** A copy. */
        @Override
        public JsonObject facts() {
            return facts.deepCopy();
        }

        private JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("file", file);
            json.addProperty("sha256", sha256);
            json.addProperty("parent", parent);
            json.addProperty("made", made.toString());
            json.addProperty("kept", kept);
            json.add("facts", facts);
            return json;
        }

        private static Entry of(JsonObject json) {
            return new Entry(
                    text(json, "file"),
                    text(json, "sha256"),
                    text(json, "parent"),
                    Instant.parse(text(json, "made")),
                    Boolean.parseBoolean(text(json, "kept")),
                    json.get("facts") instanceof JsonObject facts ? facts : new JsonObject());
        }

        private static String text(JsonObject json, String key) {
            JsonElement value = json.get(key);
            if (value == null || !value.isJsonPrimitive()) {
                throw new JsonParseException("it has no '%s'".formatted(key));
            }
            return value.getAsString();
        }
    }

    private final Path folder;

    private ModelHistory(Path folder) {
        this.folder = folder;
    }

    /** The history of the models in a folder; the record need not exist yet. */
    public static ModelHistory in(Path folder) {
        return new ModelHistory(folder);
    }

    /**
     * All entries, the oldest first.
     *
     * @throws IOException if the record cannot be read; names the line
     */
    public List<Entry> entries() throws IOException {
        Path file = folder.resolve(FILE);
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                entries.add(entry(file, i + 1, lines.get(i)));
            }
        }
        return entries;
    }

    private static Entry entry(Path file, int line, String text) throws IOException {
        try {
            return Entry.of(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | DateTimeException e) {
            throw new IOException(
                    "%s, line %d: %s; remove that line, or the whole file to start a new history"
                            .formatted(file, line, e.getMessage()),
                    e);
        }
    }

    /** Appends an entry, and drops the oldest if there are too many; the record changes as a whole or not at all. */
    public void add(Entry entry) throws IOException {
        List<Entry> all = entries();
        all.add(entry);
        StringBuilder lines = new StringBuilder();
        for (Entry kept : bounded(all)) {
            lines.append(GSON.toJson(kept.toJson())).append('\n');
        }
        WholeFile.write(folder.resolve(FILE), lines.toString());
    }

    private List<Entry> bounded(List<Entry> all) throws IOException {
        int older = all.size() - MOST;
        if (older <= 0) {
            return all;
        }
        Set<String> there = hashes().keySet();
        List<Entry> kept = new ArrayList<>(all.subList(0, older));
        kept.removeIf(entry -> !entry.kept() || !there.contains(entry.sha256()));
        kept.addAll(all.subList(older, all.size()));
        return kept;
    }

    /** The model files of the folder by the hashes of their contents. */
    private Map<String, Path> hashes() throws IOException {
        Map<String, Path> hashes = new HashMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.onnx")) {
            for (Path file : files) {
                hashes.put(Sha256.of(file), file);
            }
        }
        return hashes;
    }

    /** How a model file was made; empty if the record does not say. */
    public Optional<Entry> of(Path model) throws IOException {
        String hash = Sha256.of(model);
        return entries().stream()
                .filter(entry -> entry.kept() && entry.sha256().equals(hash))
                .reduce((first, second) -> second);
    }

    /**
     * What to roll back to: the file in this folder that a model was made from, by its contents.
     *
     * @return empty if the record does not name it, or it is no longer there
     */
    public Optional<Path> before(Path model) throws IOException {
        Optional<Entry> made = of(model);
        return made.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(hashes().get(made.get().parent()));
    }
}
