package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of the product-masks schema: the columns {@code image} and {@code mask} (structs of {@code bytes} and
 * {@code path}), {@code bbox} ([x, y, width, height] in pixels) and {@code category}, and with {@link Target#LABELS}
 * {@code labels} with a class id per pixel. Other columns are ignored.
 *
 * @param spool takes the encoded pictures
 */
record ParquetFile(Path path, MaskReading reading, Spool spool) {

    /** The column that the mask is in. */
    private String part() {
        return reading.target() == Target.MASK ? "mask" : "labels";
    }

    /** Adds the rows in the order of the file; those that lack a picture are dropped. */
    void read(DuckDb duckdb, SplitDraft draft) throws BadDatasetException, IOException {
        String source = "read_parquet(%s, hive_partitioning = false)".formatted(DuckDb.quoted(path));
        try (Statement statement = duckdb.statement()) {
            checkColumns(columns(statement, source));
            String query = "SELECT image.bytes, image.path, %s.bytes, CAST(bbox AS DOUBLE[]), category FROM %s"
                    .formatted(part(), source);
            try (ResultSet found = statement.executeQuery(query)) {
                for (int number = 0; found.next(); number++) {
                    add(number, found, draft);
                }
            }
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadDatasetException(
                    "%s: not a readable Parquet file; copy or write it again (%s)".formatted(path, reason), e);
        }
    }

    private void add(int number, ResultSet found, SplitDraft draft) throws SQLException, IOException {
        String picture = found.getString(2);
        String describe =
                "%s row %d%s".formatted(path.getFileName(), number, picture == null ? "" : " (" + picture + ")");
        Optional<Spool.Slice> image = stored(found.getBytes(1));
        Optional<Spool.Slice> mask = stored(found.getBytes(3));
        PictureRow row = new PictureRow(
                describe,
                new Encoded.InSpool(spool, image, "image", describe + ", image"),
                new Encoded.InSpool(spool, mask, part(), describe + ", " + part()),
                numbers(found.getArray(4)),
                Optional.ofNullable(found.getString(5)).map(ClassList::normalize),
                reading);
        if (image.isEmpty()) {
            draft.drop(row, describe + ": the image is null; fill it in or remove the row");
        } else if (mask.isEmpty()) {
            draft.drop(row, "%s: column '%s' is null; fill it in or remove the row".formatted(describe, part()));
        } else {
            draft.add(row);
        }
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

    private void checkColumns(Map<String, String> types) throws BadDatasetException {
        List<String> faults = new ArrayList<>();
        for (String column : List.of("image", "mask", "bbox", "category", "labels")) {
            boolean wanted = !column.equals("labels") || column.equals(part());
            String type = types.get(column);
            if (wanted && type == null) {
                faults.add("column '%s' is missing, expected %s".formatted(column, expectedType(column)));
            } else if (wanted && type != null && !fits(column, type)) {
                faults.add("column '%s' is %s, expected %s".formatted(column, type, expectedType(column)));
            }
        }
        if (!faults.isEmpty()) {
            throw new BadDatasetException(
                    "%s: %s; found the columns %s".formatted(path, String.join("; ", faults), types.keySet()));
        }
    }

    private static String expectedType(String column) {
        return switch (column) {
            case "bbox" -> "DOUBLE[]";
            case "category" -> "VARCHAR";
            default -> "STRUCT(bytes BLOB, path VARCHAR)";
        };
    }

    private static boolean fits(String column, String type) {
        return switch (column) {
            case "bbox" -> type.matches("(DOUBLE|FLOAT|INTEGER|BIGINT)\\[4?]");
            case "category" -> type.equals("VARCHAR");
            default -> type.startsWith("STRUCT(") && type.contains("bytes BLOB") && type.contains("path VARCHAR");
        };
    }

    private Optional<Spool.Slice> stored(byte @Nullable [] bytes) throws IOException {
        return bytes == null ? Optional.empty() : Optional.of(spool.append(bytes));
    }

    private static List<Double> numbers(java.sql.@Nullable Array array) throws SQLException {
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(number -> number == null ? Double.NaN : (Double) number)
                        .toList();
    }
}
