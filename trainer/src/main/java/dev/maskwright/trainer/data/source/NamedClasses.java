package dev.maskwright.trainer.data.source;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file of class names, in any of these shapes:
 *
 * <ul>
 *   <li>{@code {"1": "Sofa", "2": "Chair"}}: id and name; 0 is the background unless it is named too
 *   <li>{@code {"classes": ["Sky", "Road"], "ignore_index": 11, "ignore_name": "Unlabelled"}}: ids count from 0, and nothing is
 *       background unless the first name says so
 *   <li>{@code ["Sky", "Road"]}: likewise, or a text file with a name per line
 * </ul>
 *
 * @param ignoreId   what masks hold where a pixel does not count
 * @param ignoreName what such pixels are called in a palette, normalised
 */
record NamedClasses(ClassList classes, OptionalInt ignoreId, Optional<String> ignoreName) {

    private static final String SHAPES =
            "expected names such as {\"1\": \"Sofa\", \"2\": \"Chair\"} or {\"classes\": [\"Sky\", \"Road\"], \"ignore_index\": 11}";

    static NamedClasses read(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException("%s: missing, but labels need names; %s".formatted(file, SHAPES));
        }
        try {
            String text = Files.readString(file);
            if (file.toString().endsWith(".txt")) {
                return listed(text.lines().filter(line -> !line.isBlank()).toList());
            }
            JsonElement json = JsonParser.parseString(text);
            if (json.isJsonArray()) {
                return listed(strings(json.getAsJsonArray()));
            }
            JsonObject object = json.getAsJsonObject();
            return object.has("classes") ? withIgnored(object) : numbered(object, file);
        } catch (IOException | RuntimeException e) { // JSON of another shape throws all kinds
            throw new BadDatasetException("%s: %s (%s)".formatted(file, SHAPES, e.getMessage()), e);
        }
    }

    private static NamedClasses listed(List<String> names) {
        return new NamedClasses(
                new ClassList(names.stream().map(ClassList::normalize).toList()),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static List<String> strings(JsonArray array) {
        List<String> all = new ArrayList<>();
        array.forEach(name -> all.add(name.getAsString()));
        return all;
    }

    private static NamedClasses withIgnored(JsonObject json) {
        JsonElement ignored = json.get("ignore_index");
        boolean none = ignored == null || ignored.isJsonNull();
        int id = none ? -1 : ignored.getAsInt();
        if (id < -1 || id > 255) {
            throw new IllegalArgumentException("ignore_index is a byte of a mask, 0..255, got " + id);
        }
        JsonElement name = json.get("ignore_name");
        return new NamedClasses(
                listed(strings(json.getAsJsonArray("classes"))).classes(),
                id < 0 ? OptionalInt.empty() : OptionalInt.of(id),
                name == null || name.isJsonNull()
                        ? Optional.empty()
                        : Optional.of(ClassList.normalize(name.getAsString())));
    }

    private static NamedClasses numbered(JsonObject json, Path file) throws BadDatasetException {
        int first = json.has("0") ? 0 : 1;
        List<String> names = new ArrayList<>();
        for (int id = first; id < first + json.size(); id++) {
            JsonElement name = json.get(String.valueOf(id));
            if (name == null) {
                throw new BadDatasetException("%s: ids must be %d to %d without gaps, %d is missing; found %s"
                        .formatted(file, first, first + json.size() - 1, id, json.keySet()));
            }
            names.add(ClassList.normalize(name.getAsString()));
        }
        ClassList classes = first == 0 ? new ClassList(names) : ClassList.of(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("it names no class");
        }
        return new NamedClasses(classes, OptionalInt.empty(), Optional.empty());
    }
}
