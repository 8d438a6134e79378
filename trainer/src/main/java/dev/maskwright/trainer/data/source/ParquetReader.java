package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
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

/** Reads rows of the product-masks schema through an in-memory DuckDB, in the order of the file. */
final class ParquetReader implements AutoCloseable {

    private final DuckDb duckdb;

    private ParquetReader(DuckDb duckdb) {
        this.duckdb = duckdb;
    }

    static ParquetReader open() throws SQLException {
        return new ParquetReader(DuckDb.open());
    }

    /**
     * Reads one file; its pictures go to {@code spool}.
     *
     * @param targetColumn {@code mask} or {@code labels}
     */
    List<Row> read(Path file, String targetColumn, Spool spool) throws BadDatasetException, IOException {
        String source = "read_parquet(%s, hive_partitioning = false)".formatted(DuckDb.quoted(file));
        try (Statement statement = duckdb.statement()) {
            checkColumns(file, targetColumn, columns(statement, source));
            String query = "SELECT image.bytes, image.path, %s.bytes, CAST(bbox AS DOUBLE[]), category FROM %s"
                    .formatted(targetColumn, source);
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(query)) {
                while (found.next()) {
                    rows.add(new Row(
                            file.getFileName().toString(),
                            rows.size(),
                            Optional.ofNullable(found.getString(2)),
                            stored(found.getBytes(1), spool),
                            stored(found.getBytes(3), spool),
                            numbers(found.getArray(4)),
                            Optional.ofNullable(found.getString(5)).map(ClassList::normalize)));
                }
            }
            return rows;
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadDatasetException(
                    "%s: not a readable Parquet file; copy or write it again (%s)".formatted(file, reason), e);
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

    private static void checkColumns(Path file, String targetColumn, Map<String, String> types)
            throws BadDatasetException {
        List<String> faults = new ArrayList<>();
        for (String column : List.of("image", "mask", "bbox", "category", "labels")) {
            boolean wanted = !column.equals("labels") || column.equals(targetColumn);
            String type = types.get(column);
            if (wanted && type == null) {
                faults.add("column '%s' is missing, expected %s".formatted(column, expectedType(column)));
            } else if (wanted && type != null && !fits(column, type)) {
                faults.add("column '%s' is %s, expected %s".formatted(column, type, expectedType(column)));
            }
        }
        if (!faults.isEmpty()) {
            throw new BadDatasetException(
                    "%s: %s; found the columns %s".formatted(file, String.join("; ", faults), types.keySet()));
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

    private static Optional<Spool.Slice> stored(byte @Nullable [] bytes, Spool spool) throws IOException {
        return bytes == null ? Optional.empty() : Optional.of(spool.append(bytes));
    }

    private static List<Double> numbers(java.sql.@Nullable Array array) throws SQLException {
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(number -> number == null ? Double.NaN : (Double) number)
                        .toList();
    }

    @Override
    public void close() throws SQLException {
        duckdb.close();
    }
}
