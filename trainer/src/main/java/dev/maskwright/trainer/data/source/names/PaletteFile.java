package dev.maskwright.trainer.data.source.names;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.TextFile;
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
 * {@code 128 128 128 Sky}, {@code Sky:128,128,128::} (the {@code labelmap.txt} of CVAT) or {@code Sky,128,128,128}. Several colours may be one class. What is called {@code ignore}, {@code void} or {@code unlabelled} does not
 * count, unless a class has that name.
 *
 * @param names class names by colour, 0xRRGGBB, normalised, in the order of the file
 */
public record PaletteFile(Path file, Map<Integer, String> names) {

    private static final Set<String> IGNORED = Set.of("ignore", "ignored", "void", "unlabelled", "unlabeled");
    private static final List<String> USUAL =
            List.of("palette.json", "palette.txt", "label_colors.txt", "labelmap.txt", "class_dict.csv");

    /** {@code Sky:128,128,128} with more behind another colon, or {@code Sky,128,128,128}. */
    private static final Pattern NAME_FIRST = Pattern.compile(
            "(.*[^\\d:,;\\s].*)[:,;]\\s*(\\d{1,3})\\s*[,;]\\s*(\\d{1,3})\\s*[,;]\\s*(\\d{1,3})\\s*(?::.*)?");

    private static final Pattern HEADER = Pattern.compile("(?i)name[,;]\\s*r[,;]\\s*g[,;]\\s*b");

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
        String wanted =
                "expected colours such as {\"Sky\": \"#808080\", \"Road\": [128, 64, 128]}, or lines such as '128 128 128 Sky'";
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException("%s: there is no such file; %s".formatted(file, wanted));
        }
        try {
            String text = TextFile.read(file);
            Map<Integer, String> names = text.strip().startsWith("{") ? json(text) : lines(text);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("it names no colour");
            }
            return new PaletteFile(file, names);
        } catch (IOException | RuntimeException e) { // JSON of another shape throws all kinds
            throw new BadDatasetException("%s: %s (%s)".formatted(file, wanted, e.getMessage()), e);
        }
    }

    private static Map<Integer, String> json(String text) {
        Map<Integer, String> names = new LinkedHashMap<>();
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        json.entrySet().forEach(entry -> put(names, colour(entry.getValue()), entry.getKey()));
        return names;
    }

    private static int colour(JsonElement value) {
        if (value.isJsonArray() && value.getAsJsonArray().size() == 3) {
            int rgb = 0;
            for (JsonElement part : value.getAsJsonArray()) {
                rgb = rgb << 8 | level(part.getAsInt());
            }
            return rgb;
        }
        if (!value.isJsonPrimitive() || !value.getAsString().matches("#[0-9a-fA-F]{6}")) {
            throw new IllegalArgumentException("%s is no colour".formatted(value));
        }
        return Integer.parseInt(value.getAsString().substring(1), 16);
    }

    private static Map<Integer, String> lines(String text) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher nameFirst = NAME_FIRST.matcher(line.strip());
            String[] words = line.strip().split("[\\s,]+", 4);
            if (line.isBlank()
                    || line.startsWith("#")
                    || HEADER.matcher(line.strip()).matches()) {
                continue;
            }
            if (nameFirst.matches()) {
                put(names, rgb(nameFirst.group(2), nameFirst.group(3), nameFirst.group(4)), nameFirst.group(1));
            } else if (words.length == 4) {
                put(names, rgb(words[0], words[1], words[2]), words[3]);
            } else {
                throw new IllegalArgumentException("the line '%s' is not R G B name".formatted(line));
            }
        }
        return names;
    }

    private static int rgb(String red, String green, String blue) {
        return level(Integer.parseInt(red)) << 16 | level(Integer.parseInt(green)) << 8 | level(Integer.parseInt(blue));
    }

    private static int level(int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("a colour's parts are 0..255, got " + value);
        }
        return value;
    }

    private static void put(Map<Integer, String> names, int rgb, String name) {
        String other = names.put(rgb, ClassList.normalize(name));
        if (other != null) {
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
     * @throws BadDatasetException if it has a name that no class has
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
                    "%s: no class is called %s; the classes are %s, and 'ignore' is for what does not count"
                            .formatted(file, strangers, named.classes().names()));
        }
        return new ColourPalette(ids);
    }
}
