package dev.maskwright.trainer.data.source.names;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.text.JsonText;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.ColourPalette;
import dev.maskwright.trainer.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that says which colour is which class: {@code {"Sky": "#808080", "Road": [128, 64, 128]}}, or lines such as
 * {@code 128 128 128 Sky}, {@code Sky:128,128,128::} (the {@code labelmap.txt} of CVAT) or {@code Sky,128,128,128}.
 * Several colours may stand for one class. Colours named {@code ignore}, {@code void} or {@code unlabelled} are
 * ignored, unless a class has that name.
 *
 * @param names class names by colour, 0xRRGGBB, normalised, in the order of the file
 */
public record PaletteFile(Path file, Map<Integer, String> names) {

    private static final Set<String> IGNORED = Set.of("ignore", "ignored", "void", "unlabelled", "unlabeled");
    private static final List<String> USUAL =
            List.of("palette.json", "palette.txt", "label_colors.txt", "labelmap.txt", "class_dict.csv");

    private static final List<String> NAME_KEYS = List.of("name", "label", "title", "class", "readable");
    private static final List<String> COLOUR_KEYS = List.of("color", "colour", "rgb", "color_rgb");

    private static final Pattern HEX = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
    private static final Pattern HEX_FIRST = Pattern.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})[\\s,;:].*");

    private static final Pattern COMMENT = Pattern.compile("\\s#(?![0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?\\b).*");

    private static final String LEVEL = "(\\d{1,3}(?:\\.\\d+)?)";
    private static final String GAP = "(?:\\s*[,;]\\s*|\\s+)";
    private static final Pattern NUMBERS = Pattern.compile(
            "(?:rgb)?[(\\[]?\\s*" + LEVEL + GAP + LEVEL + GAP + LEVEL + "(?:\\s*,\\s*[0-9.]+)?\\s*[)\\]]?");

    private static final String COLOUR =
            "(?<colour>(?:rgb)?\\(.*?\\)|\\[.*?\\]|#[0-9a-fA-F]+|" + LEVEL + GAP + LEVEL + GAP + LEVEL + ")";

    /** {@code Sky:128,128,128} with more after another colon, {@code Sky,128,128,128}, {@code 128 128 128 Sky}. */
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile("(?<name>.*[^\\d:,;\\s].*?)(?:\\s*[:,;]\\s*|\\s+)" + COLOUR + "\\s*(?::.*)?"),
            Pattern.compile(COLOUR + "(?:\\s*[:,;]\\s*|\\s+)(?<name>\\S.*)"));

    /** The palette that is named, or one in a usual place. */
    public static Optional<PaletteFile> find(Path dir, String name) throws BadDatasetException {
        if (!name.isEmpty()) {
            return Optional.of(read(dir.resolve(name)));
        }
        for (String usual : USUAL) {
            if (Files.isRegularFile(dir.resolve(usual))) {
                return Optional.of(read(dir.resolve(usual)));
            }
        }
        return Optional.empty();
    }

    static PaletteFile read(Path file) throws BadDatasetException {
        String wanted = "expected colours such as {\"Sky\": \"#808080\", \"Road\": [128, 64, 128]}, or"
                + " lines such as '128 128 128 Sky'";
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException("%s: there is no such file; %s".formatted(file, wanted));
        }
        try {
            String text = TextFile.read(file);
            boolean isJson = text.strip().startsWith("{") || text.strip().matches("(?s)\\[\\s*\\{.*");
            Map<Integer, String> names = isJson ? json(JsonText.parse(text)) : lines(text);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("it names no colours");
            }
            return new PaletteFile(file, names);
        } catch (IOException | RuntimeException e) { // JSON of unexpected structure throws various exceptions
            throw new BadDatasetException("%s: %s (%s)".formatted(file, wanted, JsonFault.words(e)), e);
        }
    }

    /**
     * Colours by name; names by colour; or a list of objects with a name and a colour, which may be the values of a map
     * by numbers.
     */
    private static Map<Integer, String> json(JsonElement json) {
        Map<Integer, String> names = new LinkedHashMap<>();
        if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(entry -> put(names, entry));
        } else if (json.getAsJsonObject().get("classes") instanceof JsonArray classes) { // of Supervisely
            classes.forEach(entry -> put(names, entry));
        } else {
            json.getAsJsonObject().entrySet().forEach(entry -> {
                Optional<Integer> key = colour(entry.getKey());
                if (key.isPresent() && isText(entry.getValue())) {
                    put(names, key.get(), entry.getValue().getAsString());
                } else if (entry.getValue().isJsonObject()) {
                    put(names, entry.getValue());
                } else {
                    put(names, colour(entry.getValue()), entry.getKey());
                }
            });
        }
        return names;
    }

    private static boolean isText(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }

    private static void put(Map<Integer, String> names, JsonElement entry) {
        JsonObject object = entry.isJsonObject() ? entry.getAsJsonObject() : new JsonObject();
        Optional<JsonElement> name = first(object, NAME_KEYS).filter(PaletteFile::isText);
        Optional<JsonElement> colour = first(object, COLOUR_KEYS);
        if (name.isEmpty() || colour.isEmpty()) {
            throw new IllegalArgumentException("%s has no name and colour".formatted(Excerpt.of(entry)));
        }
        put(names, colour(colour.get()), name.get().getAsString());
    }

    private static Optional<JsonElement> first(JsonObject object, List<String> keys) {
        return keys.stream().filter(object::has).findFirst().map(object::get);
    }

    private static int colour(JsonElement value) {
        if (value.isJsonArray()) {
            List<String> parts = new ArrayList<>();
            value.getAsJsonArray()
                    .forEach(part -> parts.add(part.isJsonPrimitive() ? part.getAsString() : part.toString()));
            if (parts.size() == 4) {
                parts.remove(3); // alpha
            }
            if (parts.size() == 3) {
                return rgb(parts.get(0), parts.get(1), parts.get(2));
            }
        }
        return Optional.of(value)
                .filter(PaletteFile::isText)
                .flatMap(text -> colour(text.getAsString()))
                .orElseThrow(() -> new IllegalArgumentException("%s is not a colour".formatted(Excerpt.of(value))));
    }

    /** {@code #808080}, {@code #888}, {@code 128,128,128}, or such in brackets; empty for anything else. */
    private static Optional<Integer> colour(String text) {
        Matcher hex = HEX.matcher(text.strip());
        if (hex.matches()) {
            String digits = hex.group(1).length() == 3 ? hex.group(1).replaceAll("[0-9a-fA-F]", "$0$0") : hex.group(1);
            return Optional.of(Integer.parseInt(digits, 16));
        }
        Matcher numbers = NUMBERS.matcher(text.strip());
        return numbers.matches()
                ? Optional.of(rgb(numbers.group(1), numbers.group(2), numbers.group(3)))
                : Optional.empty();
    }

    private static Map<Integer, String> lines(String text) {
        Map<Integer, String> names = new LinkedHashMap<>();
        Optional<PaletteTable> table = Optional.empty();
        boolean isFirst = true;
        for (String raw : text.lines().toList()) {
            String line = COMMENT.matcher(raw).replaceFirst("").strip();
            if (isComment(line)) {
                continue;
            }
            if (isFirst) {
                isFirst = false;
                table = PaletteTable.headedBy(line);
                if (table.isPresent()) {
                    continue;
                }
            }
            if (table.isPresent()) {
                PaletteTable.Entry entry = table.get().entry(line);
                put(names, rgb(entry.red(), entry.green(), entry.blue()), entry.name());
            } else {
                put(names, line);
            }
        }
        return names;
    }

    /** {@code #} starts a comment, but not before a colour. */
    private static boolean isComment(String line) {
        return line.isEmpty()
                || line.startsWith("//")
                || (line.startsWith("#") && !HEX_FIRST.matcher(line).matches());
    }

    private static void put(Map<Integer, String> names, String line) {
        for (Pattern form : FORMS) {
            Matcher matcher = form.matcher(line);
            Optional<Integer> colour = matcher.matches() ? colour(matcher.group("colour")) : Optional.empty();
            if (colour.isPresent()) {
                put(names, colour.get(), PaletteTable.unquoted(matcher.group("name")));
                return;
            }
        }
        throw new IllegalArgumentException("the line '%s' is not R G B name".formatted(Excerpt.of(line)));
    }

    private static int rgb(String red, String green, String blue) {
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private static int level(String text) {
        double value = Double.parseDouble(text.strip());
        if (!(value >= 0 && value <= 255)) {
            throw new IllegalArgumentException("a colour's parts must be 0..255, got " + text.strip());
        }
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException("a colour's parts must be whole numbers, got " + text.strip());
        }
        return (int) value;
    }

    private static void put(Map<Integer, String> names, int rgb, String name) {
        String other = names.put(rgb, ClassList.normalize(name));
        if (other != null && !other.equals(ClassList.normalize(name))) {
            throw new IllegalArgumentException("#%06x is both '%s' and '%s'".formatted(rgb, other, name));
        }
    }

    /** The classes that it names, in its order, for a data set without a file of classes. */
    public NamedClasses classes() throws BadDatasetException {
        List<String> all = new ArrayList<>();
        names.values().stream()
                .distinct()
                .filter(name -> !IGNORED.contains(name))
                .forEach(name -> all.add(name.equals(ClassList.BACKGROUND) ? 0 : all.size(), name));
        try {
            return NamedClasses.of(new ClassList(all), OptionalInt.empty(), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * What class each colour is.
     *
     * @throws BadDatasetException if it has a name that is not a class
     */
    public ColourPalette palette(NamedClasses named) throws BadDatasetException {
        Map<Integer, Integer> ids = new HashMap<>();
        List<String> strangers = new ArrayList<>();
        names.forEach((rgb, name) -> {
            OptionalInt id = named.classes().classId(name);
            boolean ignored = named.ignoreName().equals(Optional.of(name)) || IGNORED.contains(name);
            if (id.isEmpty() && !ignored) {
                strangers.add(name);
            }
            ids.put(rgb, id.orElse(Sample.IGNORE));
        });
        if (!strangers.isEmpty()) {
            throw new BadDatasetException(
                    "%s: no class is called %s; the classes are %s, and 'ignore' is for ignored pixels"
                            .formatted(file, strangers, named.classes().names()));
        }
        return new ColourPalette(ids);
    }
}
