package dev.maskwright.trainer.data.source.names;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.LabelIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of class names, in any of these shapes:
 *
 * <ul>
 *   <li>{@code {"1": "Sofa", "2": "Chair"}}: what masks hold and the name of that; 0 is the background unless it is named
 *       too. The numbers may have gaps, as in {@code {"7": "Road", "11": "Building"}}: then they are the masks', and class
 *       ids follow in their order
 *   <li>{@code {"classes": ["Sky", "Road"], "ignore_index": 11, "ignore_name": "Unlabelled"}}: ids count from 0, and nothing is
 *       background unless the first name says so
 *   <li>{@code ["Sky", "Road"]}: likewise, or a text file with a name per line
 * </ul>
 *
 * @param classIds   by what masks hold
 * @param ignoreId   what masks hold where a pixel does not count
 * @param ignoreName what such pixels are called in a palette, normalised
 */
public record NamedClasses(
        ClassList classes, Map<Integer, Integer> classIds, OptionalInt ignoreId, Optional<String> ignoreName) {

    private static final String SHAPES =
            "expected names such as {\"1\": \"Sofa\", \"2\": \"Chair\"} or {\"classes\": [\"Sky\", \"Road\"], \"ignore_index\": 11}";

    public NamedClasses {
        classIds = Map.copyOf(classIds);
    }

    /** Every class under its own number. */
    static NamedClasses of(ClassList classes, OptionalInt ignoreId, Optional<String> ignoreName) {
        Map<Integer, Integer> own = IntStream.range(0, classes.size())
                .boxed()
                .collect(Collectors.toMap(Function.identity(), Function.identity()));
        return new NamedClasses(classes, own, ignoreId, ignoreName);
    }

    /**
     * Reads a file of class names.
     *
     * @throws BadDatasetException if there is none, or it has none of the shapes
     */
    public static NamedClasses read(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException("%s: missing, but labels need names; %s".formatted(file, SHAPES));
        }
        try {
            String text = TextFile.read(file);
            if (file.toString().endsWith(".txt")) {
                return listed(text.lines().filter(line -> !line.isBlank()).toList());
            }
            JsonElement json = JsonParser.parseString(text);
            if (json.isJsonArray()) {
                return listed(strings(json.getAsJsonArray()));
            }
            JsonObject object = json.getAsJsonObject();
            return object.has("classes") ? withIgnored(object) : numbered(names(object));
        } catch (IOException | RuntimeException e) { // JSON of another shape throws all kinds
            throw new BadDatasetException("%s: %s (%s)".formatted(file, SHAPES, e.getMessage()), e);
        }
    }

    private static NamedClasses listed(List<String> names) {
        return of(
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
        if (id < -1 || id > LabelIds.MOST) {
            throw new IllegalArgumentException(
                    "ignore_index is what a mask holds, 0..%d, got %d".formatted(LabelIds.MOST, id));
        }
        JsonElement name = json.get("ignore_name");
        return of(
                listed(strings(json.getAsJsonArray("classes"))).classes(),
                id < 0 ? OptionalInt.empty() : OptionalInt.of(id),
                name == null || name.isJsonNull()
                        ? Optional.empty()
                        : Optional.of(ClassList.normalize(name.getAsString())));
    }

    private static Map<Integer, String> names(JsonObject json) {
        Map<Integer, String> names = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            names.put(
                    LabelIds.number(entry.getKey()),
                    ClassList.normalize(entry.getValue().getAsString()));
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("it names no class");
        }
        return names;
    }

    /**
     * Classes by what masks hold, in the order of the numbers; the background comes first, and is what 0 means if nothing
     * else is.
     *
     * @param names normalised; several numbers may have one name
     * @throws IllegalArgumentException if there are too many
     */
    static NamedClasses numbered(Map<Integer, String> names) {
        Map<Integer, String> all = new TreeMap<>(names);
        if (!names.containsValue(ClassList.BACKGROUND)) {
            all.putIfAbsent(0, ClassList.BACKGROUND);
        }
        List<String> distinct = new ArrayList<>(all.values().stream().distinct().toList());
        if (distinct.remove(ClassList.BACKGROUND)) {
            distinct.add(0, ClassList.BACKGROUND);
        }
        ClassList classes = new ClassList(distinct);
        Map<Integer, Integer> classIds = new HashMap<>();
        all.forEach((number, name) -> classIds.put(number, classes.classId(name).orElseThrow()));
        return new NamedClasses(classes, classIds, OptionalInt.empty(), Optional.empty());
    }
}
