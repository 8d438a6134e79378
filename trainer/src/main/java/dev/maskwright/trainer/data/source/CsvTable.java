package dev.maskwright.trainer.data.source;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table of pairs: CSV with a line of names and the columns {@code image} and {@code mask}, paths from the table's
 * folder on; and, as far as there are such, {@code split} ({@code train}, {@code val}, {@code validation},
 * {@code test}), {@code x}, {@code y}, {@code width} or {@code w}, {@code height} or {@code h} (the product's box in
 * pixels) and {@code category}. Other columns are ignored. Fields are divided by commas, semicolons or tabs.
 */
final class CsvTable {

    static final List<String> VALIDATION = List.of("val", "validation", "valid", "test");

    /** A line of a table. Texts are empty where the table has none. */
    record Line(
            String describe,
            String image,
            String mask,
            String split,
            List<Double> bbox,
            Optional<String> category,
            String fault) {

        boolean isForValidation() {
            return VALIDATION.contains(split);
        }
    }

    private CsvTable() {}

    /** Its lines in their order, also those that cannot be used. */
    static List<Line> read(Path table, DataSettings settings) throws BadDatasetException, IOException {
        String query =
                "SELECT * FROM read_csv(%s, header = true, all_varchar = true, delim = '%s', quote = '\"', escape = '\"')"
                        .formatted(DuckDb.quoted(table), delimiter(table));
        try (DuckDb duckdb = DuckDb.open();
                Statement statement = duckdb.statement();
                ResultSet found = statement.executeQuery(query)) {
            Map<String, Integer> columns = columns(found);
            requireColumns(table, columns, settings);
            List<Line> lines = new ArrayList<>();
            while (found.next()) {
                lines.add(line(table, lines.size() + 1, columns, found));
            }
            return lines;
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadDatasetException("%s: not a readable CSV table (%s)".formatted(table, Excerpt.of(reason)), e);
        }
    }

    /** Has the picture and the mask under the names {@code image} and {@code mask}, whatever the table calls them. */
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
            throw new BadDatasetException(
                    "%s: column %s is missing; the first line names the columns image and mask, or others that data.columns.image and data.columns.%s name, found %s"
                            .formatted(table, String.join(" and ", missing), maskKey, Excerpt.of(columns.keySet())));
        }
    }

    /** The one of the usual three that the first line has most of. */
    private static String delimiter(Path table) throws BadDatasetException, IOException {
        String header;
        try (BufferedReader lines = new BufferedReader(TextFile.open(table))) {
            header = Optional.ofNullable(lines.readLine()).orElse("");
        } catch (CharacterCodingException e) {
            throw new BadDatasetException("%s: not a text in UTF-8; save it as such".formatted(table), e);
        }
        String best = ",";
        for (String candidate : List.of(";", "\t")) {
            best = header.split(candidate, -1).length > header.split(best, -1).length ? candidate : best;
        }
        return best;
    }

    private static Map<String, Integer> columns(ResultSet found) throws SQLException {
        Map<String, Integer> columns = new TreeMap<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            columns.putIfAbsent(found.getMetaData().getColumnName(i).strip().toLowerCase(Locale.ROOT), i);
        }
        return columns;
    }

    private static Line line(Path table, int number, Map<String, Integer> columns, ResultSet found)
            throws SQLException {
        String image = text(found, columns, "image");
        String mask = text(found, columns, "mask");
        String split = text(found, columns, "split").toLowerCase(Locale.ROOT);
        String describe = "%s row %d%s"
                .formatted(table.getFileName(), number, image.isEmpty() ? "" : " (" + Excerpt.of(image) + ")");
        String fault = "";
        if (image.isEmpty() || mask.isEmpty()) {
            fault = "%s is empty; fill it in or remove the row".formatted(image.isEmpty() ? "image" : "mask");
        }
        boolean known = split.isEmpty() || split.matches("train(ing)?") || VALIDATION.contains(split);
        if (fault.isEmpty() && !known) {
            fault = "split '%s' is none of train, val, validation and test; correct it or remove the row"
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

    private static String text(ResultSet found, Map<String, Integer> columns, String name) throws SQLException {
        Integer column = columns.get(name);
        String value = column == null ? null : found.getString(column);
        return value == null ? "" : value.strip();
    }
}
