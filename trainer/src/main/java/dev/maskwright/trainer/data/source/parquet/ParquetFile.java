package dev.maskwright.trainer.data.source.parquet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.names.Downloaded;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.PictureRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Spool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet file: of the product-masks schema, or as Hugging Face's {@code datasets} writes pictures and their
 * labels. {@link ParquetColumns} says which columns are read; the others are ignored. A picture is in the file or, if
 * it has only a path, beside it.
 */
record ParquetFile(Path path, Source source) {

    /**
     * What all files of a data set have in common.
     *
     * @param dir   the data set's folder
     * @param spool receives the encoded pictures
     * @param notes receives lines about columns with other names, and about how pictures were found
     */
    record Source(Path dir, DataSettings settings, MaskReading reading, Spool spool, Collection<String> notes) {}

    /** A row as it is read: the picture or its path, and the mask or its path. */
    record Line(
            Optional<Spool.Slice> image,
            Optional<String> imagePath,
            Optional<Spool.Slice> mask,
            Optional<String> maskPath,
            List<Double> bbox,
            Optional<String> category) {}

    /** What messages call the mask. */
    private String part() {
        return source.reading().target() == Target.MASK ? "mask" : "labels";
    }

    /**
     * The contents of one file before its paths are resolved.
     *
     * @param found the files for the paths
     */
    record Contents(ParquetFile file, List<Line> lines, ParquetColumns columns, FoundFiles found) {

        /**
         * Adds the rows in the order of the file; those that lack a picture are dropped.
         *
         * @param files receives the pictures in separate files
         */
        void addTo(SplitDraft draft, Collection<Path> files) {
            file.add(this, draft, files);
        }
    }

    /** Reads the rows. */
    Contents read(DuckDb duckdb) throws BadDatasetException, IOException {
        Downloaded.check(path);
        String table = "read_parquet(%s, hive_partitioning = false)".formatted(DuckDb.quoted(path));
        try (Statement statement = duckdb.statement()) {
            ParquetColumns columns = ParquetColumns.of(path, columns(statement, table), source.settings());
            if (!columns.mask().name().equals(part())) {
                source.notes()
                        .add("%s: %s are the column '%s'"
                                .formatted(
                                        path.getFileName(),
                                        part(),
                                        columns.mask().name()));
            }
            List<String> names = columns.category().isPresent()
                    ? categoryNames(statement, columns.category().get())
                    : List.of();
            List<Line> lines = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(columns.query(table))) {
                while (found.next()) {
                    lines.add(line(found, names));
                }
            }
            return new Contents(this, lines, columns, found(lines));
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadDatasetException(
                    "%s: not a readable Parquet file; copy or write it again (%s)".formatted(path, reason), e);
        }
    }

    private Line line(ResultSet found, List<String> categories) throws SQLException, IOException {
        return new Line(
                stored(found.getBytes(1)),
                Optional.ofNullable(found.getString(2)),
                stored(found.getBytes(3)),
                Optional.ofNullable(found.getString(4)),
                numbers(found.getArray(5)),
                Optional.ofNullable(found.getString(6))
                        .map(category -> named(category, categories))
                        .map(ClassList::normalize));
    }

    private static String named(String category, List<String> names) {
        boolean isNumber = category.matches("\\d{1,4}") && Integer.parseInt(category) < names.size();
        return isNumber ? names.get(Integer.parseInt(category)) : category;
    }

    private FoundFiles found(List<Line> lines) {
        List<String> paths = new ArrayList<>();
        for (Line line : lines) {
            line.imagePath().filter(each -> line.image().isEmpty()).ifPresent(paths::add);
            line.maskPath().filter(each -> line.mask().isEmpty()).ifPresent(paths::add);
        }
        List<Path> places = List.of(
                path.resolveSibling(""),
                source.dir(),
                source.dir().resolve(source.settings().images()));
        return FoundFiles.in(places, paths);
    }

    private void add(Contents contents, SplitDraft draft, Collection<Path> files) {
        List<Line> lines = contents.lines();
        ParquetColumns columns = contents.columns();
        FoundFiles found = contents.found();
        source.notes().addAll(found.notes(String.valueOf(path.getFileName())));
        for (int number = 0; number < lines.size(); number++) {
            Line line = lines.get(number);
            String describe = "%s row %d%s"
                    .formatted(
                            path.getFileName(),
                            number,
                            line.imagePath().map(name -> " (" + name + ")").orElse(""));
            Encoded image = encoded(line.image(), line.imagePath(), found, "image", describe);
            Encoded mask = encoded(line.mask(), line.maskPath(), found, part(), describe);
            image.file().ifPresent(files::add);
            mask.file().ifPresent(files::add);
            PictureRow row = new PictureRow(describe, image, mask, line.bbox(), line.category(), source.reading());
            String fault = isThere(image)
                    ? isThere(mask)
                            ? ""
                            : "column '%s' is %s".formatted(columns.mask().name(), missing(line.maskPath(), found))
                    : "the image is %s".formatted(missing(line.imagePath(), found));
            if (fault.isEmpty()) {
                draft.add(row);
            } else {
                draft.drop(row, "%s: %s or remove the row".formatted(describe, fault));
            }
        }
    }

    private Encoded encoded(
            Optional<Spool.Slice> bytes, Optional<String> path, FoundFiles found, String part, String describe) {
        String name = describe + ", " + part;
        return path.filter(each -> bytes.isEmpty())
                .flatMap(found::file)
                .<Encoded>map(file -> new Encoded.InFile(file, part, name))
                .orElseGet(() -> new Encoded.InSpool(source.spool(), bytes, part, name));
    }

    private static boolean isThere(Encoded picture) {
        return !(picture instanceof Encoded.InSpool spooled) || spooled.slice().isPresent();
    }

    private static String missing(Optional<String> path, FoundFiles found) {
        return path.map(name -> "null, and as for its path, %s; fill it in, copy the file beside the table"
                        .formatted(found.reason(name).orElse("there is no file '" + name + "'")))
                .orElse("null; fill it in");
    }

    private static Map<String, String> columns(Statement statement, String source) throws SQLException {
        Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (ResultSet found = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
            while (found.next()) {
                types.put(found.getString("column_name"), found.getString("column_type"));
            }
        }
        return types;
    }

    /**
     * The class names of a column of numbers, which {@code datasets} keeps in the file's metadata; empty if there are
     * none.
     */
    private List<String> categoryNames(Statement statement, String column) throws SQLException {
        String query = "SELECT value FROM parquet_kv_metadata(%s) WHERE key = 'huggingface'::BLOB"
                .formatted(DuckDb.quoted(path));
        try (ResultSet found = statement.executeQuery(query)) {
            if (!found.next()) {
                return List.of();
            }
            JsonObject json = JsonParser.parseString(new String(found.getBytes(1), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            List<String> names = new ArrayList<>();
            for (JsonElement name : json.getAsJsonObject("info")
                    .getAsJsonObject("features")
                    .getAsJsonObject(column)
                    .getAsJsonArray("names")) {
                names.add(name.getAsString());
            }
            return names;
        } catch (RuntimeException e) { // another column, or an unexpected structure: numbers stay numbers
            return List.of();
        }
    }

    private Optional<Spool.Slice> stored(byte @Nullable [] bytes) throws IOException {
        return bytes == null ? Optional.empty() : Optional.of(source.spool().append(bytes));
    }

    private static List<Double> numbers(java.sql.@Nullable Array array) throws SQLException {
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(number -> number == null ? Double.NaN : (Double) number)
                        .toList();
    }
}
