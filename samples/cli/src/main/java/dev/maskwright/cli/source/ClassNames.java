package dev.maskwright.cli.source;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.text.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of classes in a file, in the order of a network's outputs. */
public final class ClassNames {

    /** Top-level keys for them in JSON files of other tools. */
    private static final List<String> KEYS = List.of("id2label", "classes", "CLASSES", "names", "labels");

    private ClassNames() {}

    /**
     * Reads a text with a name per line; or JSON with a list of names, or names by their ids, alone or under a key such
     * as {@code id2label} in the {@code config.json} of Hugging Face.
     *
     * @throws IOException if it cannot be read, or is not one of these
     */
    public static List<String> read(Path file) throws IOException {
        String text = TextFile.read(file);
        boolean isJson =
                text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{");
        List<String> names = isJson
                ? fromJson(text, file)
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        if (names.isEmpty()) {
            throw new IOException("%s: names no classes; write one name per line".formatted(file));
        }
        return names;
    }

    private static List<String> fromJson(String text, Path file) throws IOException {
        try {
            return names(JsonText.parse(text));
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw new IOException(
                    "%s: neither a list of names nor names by their ids (%s); write one name per line"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static String name(JsonElement element) {
        JsonElement name = element instanceof JsonObject label ? label.get("name") : element;
        if (name == null) {
            throw new IllegalStateException("an object without a name");
        }
        return name.getAsString();
    }

    private static List<String> names(JsonElement json) {
        if (json instanceof JsonArray array) {
            List<String> names = new ArrayList<>();
            array.forEach(name -> names.add(name(name)));
            return names;
        }
        JsonObject object = json.getAsJsonObject();
        for (String key : KEYS) {
            if (object.has(key)) {
                return names(object.get(key));
            }
        }
        Map<Integer, String> byId = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            int id = Integer.parseInt(entry.getKey().strip());
            if (byId.put(id, entry.getValue().getAsString()) != null) {
                throw new IllegalStateException("the id %d occurs twice".formatted(id));
            }
        }
        int expected = 0;
        for (int id : byId.keySet()) {
            if (id != expected++) {
                throw new IllegalStateException(
                        "ids must be 0 to %d, found %s".formatted(byId.size() - 1, byId.keySet()));
            }
        }
        return List.copyOf(byId.values());
    }
}
