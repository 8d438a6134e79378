package dev.maskwright.trainer.data.source.csv;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.names.Downloaded;
import dev.maskwright.trainer.data.source.names.SplitNames;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of pairs: CSV with a header line and the columns {@code image} and {@code mask}, paths relative to the
 * table's folder; and, if present, {@code split} ({@code train}, {@code val}, {@code validation}, {@code test}), {@code
 * x}, {@code y}, {@code width} or {@code w}, {@code height} or {@code h} (the product's box in pixels) and {@code
 * category}. Other columns are ignored. Fields are divided by commas, semicolons, tabs or bars.
 */
final class CsvTable {

    /** A line of a table. Texts are empty if the table has none. */
    record Line(
            String describe,
            String image,
            String mask,
            String split,
            List<Double> bbox,
            Optional<String> category,
            String fault) {

        boolean isForValidation() {
            return SplitNames.VALIDATION.contains(split);
        }
    }

    private CsvTable() {}

    /** Its lines in their order, also those that cannot be used. */
    static List<Line> read(Path table, DataSettings settings) throws BadDatasetException {
        try {
            Downloaded.check(table);
            Text text = Text.of(TextFile.read(table));
            try (CSVParser records = text.format().parse(new StringReader(text.rows()))) {
                Map<String, Integer> columns = new TreeMap<>();
                List<Line> lines = new ArrayList<>();
                for (CSVRecord found : records) {
                    if (columns.isEmpty()) {
                        addColumns(found, columns);
                        requireColumns(table, columns, settings);
                    } else {
                        lines.add(line(table, lines.size() + 1, columns, found));
                    }
                }
                if (columns.isEmpty()) {
                    requireColumns(table, columns, settings);
                }
                return lines;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BadDatasetException(
                    "%s: not a readable CSV table (%s)".formatted(table, Excerpt.of(words(e))), e);
        }
    }

    private static String words(Exception fault) {
        String message = String.valueOf(fault.getMessage()).replaceFirst("^java\\.io\\.IOException: ", "");
        return message.contains("EOF reached before encapsulated token finished")
                ? "a quotation mark is opened and never closed; close it, or write the table again"
                : message;
    }

    /**
     * The input of the parser.
     *
     * @param rows from the header line on
     */
    private record Text(CSVFormat format, String rows) {

        private static final Pattern SEPARATOR = Pattern.compile("\"?sep=(.)\"?"); // of Excel

        /** Comments before the header line are skipped; the delimiter is the most frequent of the usual ones in it. */
        static Text of(String all) {
            int start = 0;
            Optional<String> said = Optional.empty();
            String header = firstLine(all);
            while (start < all.length() && (header.isBlank() || header.startsWith("#") || isSeparator(header))) {
                said = isSeparator(header) ? Optional.of(separator(header)) : said;
                start += header.length() + 1;
                header = firstLine(all.substring(Math.min(start, all.length())));
            }
            String best = ",";
            for (String candidate : List.of(";", "\t", "|")) {
                best = count(header, candidate) > count(header, best) ? candidate : best;
            }
            return new Text(
                    CSVFormat.DEFAULT
                            .builder()
                            .setDelimiter(said.orElse(best))
                            .setIgnoreSurroundingSpaces(true)
                            .build(),
                    all.substring(Math.min(start, all.length())));
        }

        private static String firstLine(String text) {
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            return text.substring(0, end);
        }

        private static boolean isSeparator(String line) {
            return SEPARATOR.matcher(line.strip()).matches();
        }

        private static String separator(String line) {
            Matcher matcher = SEPARATOR.matcher(line.strip());
            return matcher.matches() ? matcher.group(1) : ",";
        }

        private static long count(String line, String delimiter) {
            return line.chars().filter(letter -> letter == delimiter.charAt(0)).count();
        }
    }

    /** Renames the columns of picture and mask to {@code image} and {@code mask}, whatever the table calls them. */
    private static void requireColumns(Path table, Map<String, Integer> columns, DataSettings settings)
            throws BadDatasetException {
        boolean isLabelled = settings.target() == Target.LABELS
                && !settings.columns().labels().isEmpty();
        String maskKey = isLabelled ? "labels" : "mask";
        Map<String, String> named = new LinkedHashMap<>();
        named.put("image", settings.columns().image());
        named.put(
                "mask",
                isLabelled ? settings.columns().labels() : settings.columns().mask());
        named.put("category", settings.columns().category());
        List<String> missing = new ArrayList<>();
        named.forEach((role, name) -> {
            Integer column = columns.get(name.isEmpty() ? role : name.strip().toLowerCase(Locale.ROOT));
            if (column != null) {
                columns.put(role, column);
            } else if (!name.isEmpty() || !role.equals("category")) {
                missing.add(name.isEmpty() ? role : name);
            }
        });
        if (!missing.isEmpty()) {
            throw new BadDatasetException(("%s: column %s is missing; the first line must name the columns image and"
                            + " mask, or others that data.columns.image and data.columns.%s name, found %s")
                    .formatted(table, String.join(" and ", missing), maskKey, Excerpt.of(columns.keySet())));
        }
    }

    private static void addColumns(CSVRecord names, Map<String, Integer> columns) {
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
    }

    private static Line line(Path table, int number, Map<String, Integer> columns, CSVRecord found) {
        String image = text(found, columns, "image");
        String mask = text(found, columns, "mask");
        String split = text(found, columns, "split").toLowerCase(Locale.ROOT);
        String describe = "%s row %d%s"
                .formatted(table.getFileName(), number, image.isEmpty() ? "" : " (" + Excerpt.of(image) + ")");
        String fault = "";
        if (image.isEmpty() || mask.isEmpty()) {
            fault = "%s is empty; fill it in or remove the row".formatted(image.isEmpty() ? "image" : "mask");
        }
        boolean known = split.isEmpty() || SplitNames.TRAINING.contains(split) || SplitNames.VALIDATION.contains(split);
        if (fault.isEmpty() && !known) {
            fault = "split '%s' is not one of train, val, validation and test; correct it or remove the row"
                    .formatted(Excerpt.of(split));
        }
        if (fault.isEmpty() && split.isEmpty() && columns.containsKey("split")) {
            fault = "split is empty; write train or val, or remove the row";
        }
        List<String> sides = List.of(
                text(found, columns, "x"),
                text(found, columns, "y"),
                text(found, columns, columns.containsKey("width") ? "width" : "w"),
                text(found, columns, columns.containsKey("height") ? "height" : "h"));
        List<Double> bbox = new ArrayList<>();
        if (sides.stream().anyMatch(side -> !side.isEmpty())) {
            for (String side : sides) {
                try {
                    bbox.add(Double.valueOf(side));
                } catch (NumberFormatException e) {
                    fault = fault.isEmpty()
                            ? "its box %s is not four numbers; correct it or leave all four empty"
                                    .formatted(Excerpt.of(sides))
                            : fault;
                }
            }
        }
        String category = text(found, columns, "category");
        return new Line(
                describe,
                image,
                mask,
                split,
                bbox,
                category.isEmpty() ? Optional.empty() : Optional.of(ClassList.normalize(category)),
                fault);
    }

    /** A field without quotation marks of either kind; empty if the row ends before it. */
    private static String text(CSVRecord found, Map<String, Integer> columns, String name) {
        Integer column = columns.get(name);
        String value = column == null || column >= found.size()
                ? ""
                : found.get(column).strip();
        boolean isQuoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }
}
