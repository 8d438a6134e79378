package dev.maskwright.trainer.data.source.names;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A palette as a table with a header line, as in {@code name,r,g,b} or {@code id,class,red,green,blue}.
 *
 * @param separator of the fields, which may be quoted
 */
record PaletteTable(char separator, int name, int red, int green, int blue) {

    private static final Set<String> NAME = Set.of("name", "class", "label", "class_name", "classname", "category");

    /** A line of the table. */
    record Entry(String name, String red, String green, String blue) {}

    /** The table with the given first line; empty if that does not describe colours. */
    static Optional<PaletteTable> headedBy(String line) {
        for (char separator : new char[] {',', ';', '\t'}) {
            List<String> heads = fields(line, separator).stream()
                    .map(head -> head.toLowerCase(Locale.ROOT))
                    .toList();
            int name = -1;
            for (int i = 0; i < heads.size() && name < 0; i++) {
                name = NAME.contains(heads.get(i)) ? i : -1;
            }
            int red = index(heads, "r", "red");
            int green = index(heads, "g", "green");
            int blue = index(heads, "b", "blue");
            if (name >= 0 && red >= 0 && green >= 0 && blue >= 0) {
                return Optional.of(new PaletteTable(separator, name, red, green, blue));
            }
        }
        return Optional.empty();
    }

    private static int index(List<String> heads, String one, String other) {
        return Math.max(heads.indexOf(one), heads.indexOf(other));
    }

    /** @throws IllegalArgumentException if the line has too few fields */
    Entry entry(String line) {
        List<String> fields = fields(line, separator);
        if (fields.size() <= Math.max(Math.max(name, red), Math.max(green, blue))) {
            throw new IllegalArgumentException(
                    "the line '%s' has %d fields, fewer than the first".formatted(line, fields.size()));
        }
        return new Entry(fields.get(name), fields.get(red), fields.get(green), fields.get(blue));
    }

    /** The fields of a line, without quotation marks and surrounding space. */
    private static List<String> fields(String line, char separator) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            isQuoted ^= letter == '"';
            if (letter == separator && !isQuoted) {
                fields.add(unquoted(field.toString()));
                field.setLength(0);
            } else {
                field.append(letter);
            }
        }
        fields.add(unquoted(field.toString()));
        return fields;
    }

    static String unquoted(String text) {
        String stripped = text.strip();
        boolean isQuoted = stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"");
        return isQuoted
                ? stripped.substring(1, stripped.length() - 1)
                        .replace("\"\"", "\"")
                        .strip()
                : stripped;
    }
}
