package dev.maskwright.trainer.data.source.names;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.text.JsonText;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of class names, in any of these forms:
 *
 * <ul>
 *   <li>{@code {"1": "Sofa", "2": "Chair"}}: the values of masks and their names; 0 is the background unless it is
 *       named too. The numbers may have gaps, as in {@code {"7": "Road", "11": "Building"}}: then they are the values
 *       of masks, and class ids are assigned in their order
 *   <li>{@code {"classes": ["Sky", "Road"], "ignore_index": 11, "ignore_name": "Unlabelled"}}: ids count from 0, and
 *       there is no background unless the first name says so
 *   <li>{@code ["Sky", "Road"]}: likewise, or a text file with a name per line, optionally with the numbers of the
 *       first form in front
 *   <li>of other programs: {@code {"id2label": {"0": "Sky"}}}, {@code {"Sky": 0}}, {@code [{"id": 1, "name": "Sky"}]},
 *       the {@code _classes.csv} of Roboflow and the {@code labels.txt} of Labelme
 * </ul>
 *
 * @param classIds   by the values of masks
 * @param ignoreId   the value of ignored pixels in masks
 * @param ignoreName the name of such pixels in a palette, normalised
 */
public record NamedClasses(
        ClassList classes, Map<Integer, Integer> classIds, OptionalInt ignoreId, Optional<String> ignoreName) {

    private static final String SHAPES = "expected names such as {\"1\": \"Sofa\", \"2\": \"Chair\"} or {\"classes\":"
            + " [\"Sky\", \"Road\"], \"ignore_index\": 11}";

    private static final String IGNORED = "__ignore__";
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,5})\\s*[:,;\\s]\\s*(\\S.*)");
    private static final Pattern TABLE = Pattern.compile("(?i)\"?pixel value\"?\\s*,\\s*\"?class\"?\\s*\\R");

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
     * @throws BadDatasetException if there is none, or it has none of these forms
     */
    public static NamedClasses read(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException("%s: missing, but labels need names; %s".formatted(file, SHAPES));
        }
        try {
            String text = TextFile.read(file);
            if (file.toString().endsWith(".json")) {
                return json(JsonText.parse(text));
            }
            return isTable(text) ? table(text) : lines(text);
        } catch (IOException | RuntimeException e) { // JSON of unexpected structure throws various exceptions
            throw new BadDatasetException("%s: %s (%s)".formatted(file, SHAPES, JsonFault.words(e)), e);
        }
    }

    private static NamedClasses json(JsonElement json) {
        if (json.isJsonArray()) {
            JsonArray entries = json.getAsJsonArray();
            boolean areObjects = !entries.isEmpty() && entries.get(0).isJsonObject();
            return areObjects ? numbered(objects(entries)) : listed(strings(entries));
        }
        if (!json.isJsonObject()) {
            throw new IllegalArgumentException("found " + Excerpt.of(json));
        }
        JsonObject object = json.getAsJsonObject();
        for (String key : List.of("id2label", "names", "classes")) { // of Hugging Face, of YOLO
            JsonElement inner = object.get(key);
            if (inner != null && inner.isJsonObject()) {
                return json(inner);
            }
            if (inner != null && inner.isJsonArray()) {
                return withIgnored(object, inner.getAsJsonArray());
            }
        }
        return numbered(names(object));
    }

    /** Objects with an id and a name. */
    private static Map<Integer, String> objects(JsonArray entries) {
        Map<Integer, String> names = new TreeMap<>();
        for (JsonElement entry : entries) {
            JsonObject object = entry.getAsJsonObject();
            if (!object.has("id") || !object.has("name")) {
                throw new IllegalArgumentException("%s has no id and name".formatted(Excerpt.of(entry)));
            }
            put(names, object.get("id").getAsString(), object.get("name").getAsString());
        }
        return names;
    }

    private static void put(Map<Integer, String> names, String number, String name) {
        String other = names.put(LabelIds.number(number), ClassList.normalize(name));
        if (other != null && !other.equals(ClassList.normalize(name))) {
            throw new IllegalArgumentException("%s is both '%s' and '%s'".formatted(number, other, name));
        }
    }

    /** Whether a text is the {@code _classes.csv} of Roboflow, a table of mask values and names. */
    private static boolean isTable(String text) {
        return TABLE.matcher(text).lookingAt();
    }

    private static NamedClasses table(String text) {
        Map<Integer, String> names = new TreeMap<>();
        text.lines().skip(1).filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.split(",", 2);
            put(names, parts[0], parts.length > 1 ? PaletteTable.unquoted(parts[1]) : "");
        });
        return numbered(names);
    }

    /** A name in each line, or a number and a name; {@code #} starts a comment. */
    private static NamedClasses lines(String text) {
        List<String> names = text.lines()
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        List<Matcher> parted = names.stream().map(NUMBERED::matcher).toList();
        if (!parted.isEmpty() && parted.stream().allMatch(Matcher::matches)) {
            Map<Integer, String> byNumber = new TreeMap<>();
            parted.forEach(line -> put(byNumber, line.group(1), line.group(2)));
            return numbered(byNumber);
        }
        boolean isOneLine = names.size() == 1 && names.get(0).contains(",");
        return listed(isOneLine ? List.of(names.get(0).split("\\s*,\\s*", -1)) : names);
    }

    private static NamedClasses listed(List<String> names) {
        List<String> normal =
                new ArrayList<>(names.stream().map(ClassList::normalize).toList());
        boolean hasIgnored = !normal.isEmpty() && normal.get(0).equals(IGNORED); // of Labelme, for 255
        if (hasIgnored) {
            normal.remove(0);
        }
        return of(new ClassList(normal), OptionalInt.empty(), Optional.empty());
    }

    private static List<String> strings(JsonArray array) {
        List<String> all = new ArrayList<>();
        array.forEach(name -> all.add(name.getAsString()));
        return all;
    }

    private static NamedClasses withIgnored(JsonObject json, JsonArray names) {
        JsonElement ignored = json.get("ignore_index");
        boolean none =
                ignored == null || ignored.isJsonNull() || ignored.getAsString().matches("-\\d+");
        JsonElement name = json.get("ignore_name");
        return of(
                listed(strings(names)).classes(),
                none ? OptionalInt.empty() : OptionalInt.of(ignoreIndex(ignored.getAsString())),
                name == null || name.isJsonNull()
                        ? Optional.empty()
                        : Optional.of(ClassList.normalize(name.getAsString())));
    }

    private static int ignoreIndex(String text) {
        try {
            return LabelIds.number(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ignore_index: " + e.getMessage(), e);
        }
    }

    private static Map<Integer, String> names(JsonObject json) {
        if (json.isEmpty()) {
            throw new IllegalArgumentException("it names no classes");
        }
        boolean areNamesFirst = json.keySet().stream().noneMatch(NamedClasses::isNumber)
                && json.asMap().values().stream()
                        .allMatch(value -> value.isJsonPrimitive() && isNumber(value.getAsString()));
        Map<Integer, String> names = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            JsonElement value = entry.getValue();
            String text = value.isJsonObject() && value.getAsJsonObject().has("name")
                    ? value.getAsJsonObject().get("name").getAsString()
                    : value.getAsString();
            put(names, areNamesFirst ? text : entry.getKey(), areNamesFirst ? entry.getKey() : text);
        }
        return names;
    }

    private static boolean isNumber(String text) {
        return text.strip().matches("\\d+");
    }

    /**
     * Classes by the values of masks, in the order of the numbers; the background comes first, and has
     * the value 0 unless another class has it.
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
