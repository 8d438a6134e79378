package dev.maskwright.trainer.data.source.parquet;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ColumnSettings;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a Parquet file. Only those that the target needs must exist.
 *
 * @param bbox     empty if there is none with a usable type
 * @param category likewise
 */
record ParquetColumns(Picture image, Picture mask, Optional<String> bbox, Optional<String> category) {

    /** The name of the mask column in data sets for segmentation. */
    private static final List<String> LABELS =
            List.of("labels", "label", "annotation", "segmentation", "semantic_segmentation", "segmentation_mask");

    private static final List<String> IMAGE = List.of("image", "img", "picture");

    /**
     * A column of pictures.
     *
     * @param bytes SQL of the encoded picture
     * @param path  SQL of its path
     */
    record Picture(String name, String bytes, String path) {}

    /**
     * Finds the columns.
     *
     * @param types by name, as DuckDB describes them
     * @throws BadDatasetException if a required one is missing, or has an unsupported type
     */
    static ParquetColumns of(Path file, Map<String, String> types, DataSettings settings) throws BadDatasetException {
        ColumnSettings named = settings.columns();
        boolean isLabelled = settings.target() == Target.LABELS;
        List<String> faults = new ArrayList<>();
        Optional<Picture> image = picture("image", named.image(), IMAGE, types, faults);
        Optional<Picture> mask = isLabelled
                ? picture("labels", named.labels(), labelNames(types, settings), types, faults)
                : picture("mask", named.mask(), List.of("mask"), types, faults);
        boolean needsBox = !isLabelled && settings.outside() == Outside.BOX;
        Optional<String> bbox =
                other("bbox", named.bbox(), "(DOUBLE|FLOAT|INTEGER|BIGINT)\\[4?]", needsBox, types, faults);
        Optional<String> category = other(
                "category", named.category(), "VARCHAR|(U?(BIG|SMALL|TINY)INT)|U?INTEGER", !isLabelled, types, faults);
        if (image.isEmpty() || mask.isEmpty() || !faults.isEmpty()) {
            throw new BadDatasetException("%s: %s; found the columns %s, which data.columns can name"
                    .formatted(file, String.join("; ", faults), types.keySet()));
        }
        return new ParquetColumns(image.get(), mask.get(), bbox, category);
    }

    /** A product mask needs the product's category; without one it is a mask of ids like any other. */
    private static List<String> labelNames(Map<String, String> types, DataSettings settings) {
        List<String> names = new ArrayList<>(LABELS);
        if (!types.containsKey("category") && settings.columns().category().isEmpty()) {
            names.add("mask");
        }
        return names;
    }

    private static Optional<Picture> picture(
            String role, String named, List<String> usual, Map<String, String> types, List<String> faults) {
        List<String> there = usual.stream().filter(types::containsKey).toList();
        String name = named.isEmpty()
                ? there.stream()
                        .filter(each -> isPicture(types.getOrDefault(each, "")))
                        .findFirst()
                        .orElse(there.isEmpty() ? role : there.get(0))
                : named;
        String wanted = "STRUCT(bytes BLOB, path VARCHAR), BLOB or VARCHAR (a path)";
        String type = types.get(name);
        if (type == null) {
            faults.add("column '%s' is missing, expected %s".formatted(name, wanted));
            return Optional.empty();
        }
        String column = quoted(name);
        if (type.equals("BLOB")) {
            return Optional.of(new Picture(name, column, "NULL"));
        }
        if (type.equals("VARCHAR")) {
            return Optional.of(new Picture(name, "CAST(NULL AS BLOB)", column));
        }
        if (type.startsWith("STRUCT(") && type.contains("bytes BLOB")) {
            boolean hasPath = type.contains("path VARCHAR");
            return Optional.of(new Picture(name, column + ".bytes", hasPath ? column + ".path" : "NULL"));
        }
        faults.add("column '%s' is %s, expected %s".formatted(name, type, wanted));
        return Optional.empty();
    }

    private static boolean isPicture(String type) {
        return type.equals("BLOB")
                || type.equals("VARCHAR")
                || (type.startsWith("STRUCT(") && type.contains("bytes BLOB"));
    }

    private static Optional<String> other(
            String role,
            String named,
            String usable,
            boolean isNeeded,
            Map<String, String> types,
            List<String> faults) {
        String name = named.isEmpty() ? role : named;
        String type = types.get(name);
        if (type != null && type.matches(usable)) {
            return Optional.of(name);
        }
        if (isNeeded || !named.isEmpty()) {
            String wanted = role.equals("bbox") ? "DOUBLE[]" : "VARCHAR or whole numbers";
            faults.add(
                    type == null
                            ? "column '%s' is missing, expected %s".formatted(name, wanted)
                            : "column '%s' is %s, expected %s".formatted(name, type, wanted));
        }
        return Optional.empty();
    }

    /** The query that returns, in this order: image and its path, mask and its path, bbox, category. */
    String query(String source) {
        return "SELECT %s, %s, %s, %s, %s, %s FROM %s"
                .formatted(
                        image.bytes(),
                        image.path(),
                        mask.bytes(),
                        mask.path(),
                        bbox.map(name -> "CAST(%s AS DOUBLE[])".formatted(quoted(name)))
                                .orElse("CAST(NULL AS DOUBLE[])"),
                        category.map(name -> "CAST(%s AS VARCHAR)".formatted(quoted(name)))
                                .orElse("CAST(NULL AS VARCHAR)"),
                        source);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
