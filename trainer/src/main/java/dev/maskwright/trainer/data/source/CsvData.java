package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.ProductMasks.Outside;
import dev.maskwright.trainer.data.source.ProductMasks.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table of pairs: CSV with a line of names and the columns {@code image} and {@code mask}, paths from the table's folder on; and, as far as
 * there are such, {@code split} ({@code train}, {@code val}, {@code validation}, {@code test}), {@code x}, {@code y}, {@code width} or {@code w}, {@code height} or
 * {@code h} (the product's box in pixels) and {@code category}. Other columns are ignored. Fields are divided by commas, semicolons
 * or tabs.
 *
 * <p>Without {@link DataSettings#train} it is {@code train.csv} with {@code val.csv}, {@code validation.csv} or {@code test.csv}, or else the only CSV
 * file of the folder. With {@link Target#LABELS} masks are as in {@link FolderData}; with {@link Target#MASK} they are black and
 * white, and the classes are the categories that both splits have, in alphabetical order.
 */
final class CsvData {

    private static final List<String> VALIDATION = List.of("val", "validation", "valid", "test");

    private final Path dir;
    private final DataSettings settings;
    private final Target target;
    private final Outside outside;
    private final Set<Path> files = new LinkedHashSet<>();

    /** A line of a table. Texts are empty where the table has none. */
    private record Line(
            String describe,
            Path image,
            Path mask,
            String split,
            List<Double> bbox,
            Optional<String> category,
            String fault) {}

    private CsvData(Path dir, DataSettings settings, Target target, Outside outside) {
        this.dir = dir;
        this.settings = settings;
        this.target = target;
        this.outside = outside;
    }

    /** The tables of each split; those of validation are empty where a column says, or nothing does. */
    private record Found(List<Path> train, List<Path> validation) {}

    static boolean matches(Path dir) throws IOException {
        return !find(dir).train().isEmpty();
    }

    private static Found find(Path dir) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(dir)) {
            all = files.filter(Files::isRegularFile)
                    .filter(file -> lowerName(file).matches(".*\\.(csv|tsv)"))
                    .sorted()
                    .toList();
        }
        List<Path> train = all.stream()
                .filter(file -> lowerName(file).matches("train\\.(csv|tsv)"))
                .toList();
        if (train.isEmpty()) {
            return new Found(all.size() == 1 ? all : List.of(), List.of());
        }
        return new Found(
                train,
                VALIDATION.stream()
                        .flatMap(name ->
                                all.stream().filter(file -> lowerName(file).matches(name + "\\.(csv|tsv)")))
                        .limit(1)
                        .toList());
    }

    private static String lowerName(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    static DataSource open(Path dir, DataSettings settings, Target target, Outside outside, CacheSettings cache)
            throws BadDatasetException, IOException {
        Found found = settings.train().isEmpty()
                ? find(dir)
                : new Found(
                        settings.train().stream().map(dir::resolve).toList(),
                        settings.validation().stream().map(dir::resolve).toList());
        if (found.train().isEmpty()) {
            throw new BadDatasetException(
                    "%s: expected train.csv, or one CSV file; name the tables in data.train and data.validation"
                            .formatted(dir));
        }
        return new CsvData(dir, settings, target, outside).read(found, cache);
    }

    private DataSource read(Found found, CacheSettings cache) throws BadDatasetException, IOException {
        List<Line> train = lines(found.train());
        List<Line> validation = lines(found.validation());
        Drafts drafts = Drafts.of(dir, DataFormat.CSV, settings, cache);
        if (found.validation().isEmpty()
                && train.stream().anyMatch(line -> !line.split().isEmpty())) {
            List<Line> all = train;
            train = all.stream()
                    .filter(line -> !VALIDATION.contains(line.split()))
                    .toList();
            validation = heldLines(all, drafts);
        }
        Optional<NamedMasks> named =
                target == Target.LABELS ? Optional.of(NamedMasks.read(dir, settings, files)) : Optional.empty();
        MaskReading reading = named.isPresent()
                ? named.get().reading()
                : MaskReading.of(
                        classes(Stream.concat(train.stream(), validation.stream())
                                .toList()),
                        target,
                        outside);
        drafts.divided(
                draft(train, reading),
                validation.isEmpty() ? Optional.empty() : Optional.of(draft(validation, reading)));
        ClassList classes = reading.classes();
        if (target == Target.MASK) {
            classes = CommonCategories.keep(drafts, outside);
        }
        return drafts.opened(classes, files, target + " " + outside);
    }

    /** Those of the split that counts as validation; tests are left out if there is another. */
    private static List<Line> heldLines(List<Line> all, Drafts drafts) {
        List<Line> held = all.stream()
                .filter(line ->
                        VALIDATION.contains(line.split()) && !line.split().equals("test"))
                .toList();
        List<Line> tests =
                all.stream().filter(line -> line.split().equals("test")).toList();
        if (held.isEmpty()) {
            return tests;
        }
        if (!tests.isEmpty()) {
            drafts.note(
                    "%d rows of the split 'test' are left out; 'val' is what is validated on".formatted(tests.size()));
        }
        return held;
    }

    private ClassList classes(List<Line> lines) throws BadDatasetException {
        Set<String> names = new TreeSet<>();
        lines.forEach(line -> line.category().ifPresent(names::add));
        try {
            return ClassList.of(names);
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException(
                    "%s: the categories make no list of classes (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    private SplitDraft draft(List<Line> lines, MaskReading reading) {
        SplitDraft draft = new SplitDraft();
        Set<List<Object>> seen = new HashSet<>();
        for (Line line : lines) {
            files.add(line.image());
            files.add(line.mask());
            SourceRow row = new PictureRow(
                    line.describe(),
                    new Encoded.InFile(line.image(), "image", line.describe() + ", image"),
                    new Encoded.InFile(line.mask(), "mask", line.describe() + ", mask"),
                    line.bbox(),
                    line.category(),
                    reading);
            String fault = line.fault();
            if (fault.isEmpty()
                    && reading.target() == Target.MASK
                    && line.category().isEmpty()) {
                fault = "the row has no category; write one or remove the row";
            }
            if (fault.isEmpty() && !Files.isRegularFile(line.image())) {
                fault = "there is no image %s; correct the path or remove the row".formatted(line.image());
            }
            if (fault.isEmpty() && !Files.isRegularFile(line.mask())) {
                fault = "there is no mask %s; correct the path or remove the row".formatted(line.mask());
            }
            if (fault.isEmpty() && !seen.add(List.of(line.image(), line.mask(), line.bbox(), line.category()))) {
                fault = "the same row stands further up; remove one of them";
            }
            if (fault.isEmpty()) {
                draft.add(row);
            } else {
                draft.drop(row, line.describe() + ": " + fault);
            }
        }
        return draft;
    }

    private List<Line> lines(List<Path> tables) throws BadDatasetException, IOException {
        List<Line> lines = new ArrayList<>();
        for (Path table : tables) {
            if (!Files.isRegularFile(table)) {
                throw new BadDatasetException(
                        "%s: there is no such table; correct data.train or data.validation".formatted(table));
            }
            files.add(table);
            lines.addAll(read(table));
        }
        return lines;
    }

    private static List<Line> read(Path table) throws BadDatasetException, IOException {
        String query =
                "SELECT * FROM read_csv(%s, header = true, all_varchar = true, delim = '%s', quote = '\"', escape = '\"')"
                        .formatted(DuckDb.quoted(table), delimiter(table));
        try (DuckDb duckdb = DuckDb.open();
                Statement statement = duckdb.statement();
                ResultSet found = statement.executeQuery(query)) {
            Map<String, Integer> columns = columns(found);
            List<String> missing = Stream.of("image", "mask")
                    .filter(name -> !columns.containsKey(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw new BadDatasetException(
                        "%s: column %s is missing; the first line names the columns image and mask, found %s"
                                .formatted(table, String.join(" and ", missing), columns.keySet()));
            }
            List<Line> lines = new ArrayList<>();
            while (found.next()) {
                lines.add(line(table, lines.size() + 1, columns, found));
            }
            return lines;
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadDatasetException("%s: not a readable CSV table (%s)".formatted(table, reason), e);
        }
    }

    /** The one of the usual three that the first line has most of. */
    private static String delimiter(Path table) throws BadDatasetException, IOException {
        String header;
        try (Stream<String> lines = Files.lines(table)) {
            header = lines.findFirst().orElse("");
        } catch (UncheckedIOException e) {
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
        String describe =
                "%s row %d%s".formatted(table.getFileName(), number, image.isEmpty() ? "" : " (" + image + ")");
        String fault = "";
        if (image.isEmpty() || mask.isEmpty()) {
            fault = "%s is empty; fill it in or remove the row".formatted(image.isEmpty() ? "image" : "mask");
        }
        boolean known = split.isEmpty() || split.matches("train(ing)?") || VALIDATION.contains(split);
        if (fault.isEmpty() && !known) {
            fault = "split '%s' is none of train, val, validation and test; correct it or remove the row"
                    .formatted(split);
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
                            ? "its box %s is not four numbers; correct it or leave all four empty".formatted(sides)
                            : fault;
                }
            }
        }
        String category = text(found, columns, "category");
        return new Line(
                describe,
                table.resolveSibling(image.isEmpty() ? "?" : image),
                table.resolveSibling(mask.isEmpty() ? "?" : mask),
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
