package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parquet files of the product-masks schema, see {@link ParquetFile}. The files of a split are {@code train-*.parquet}
 * or {@code train.parquet}, in the folder itself or in {@code data/}; those of the validation split begin with
 * {@code val}, {@code validation} or {@code test}. With {@link Target#LABELS} names come from {@link NamedClasses}. The
 * encoded pictures go to a temporary file.
 */
final class ParquetReader implements SourceReader {

    private static final List<String> TRAINING = List.of("train");
    private static final List<String> VALIDATION = List.of("val", "validation", "test");

    @Override
    public DataFormat format() {
        return DataFormat.PARQUET;
    }

    @Override
    public String title() {
        return "Parquet";
    }

    @Override
    public String expected(DataSettings settings) {
        return "train-*.parquet (here or in data/)";
    }

    @Override
    public boolean hasProducts() {
        return true;
    }

    @Override
    public boolean takes(String entry) {
        return entry.toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    @Override
    public Found find(Path dir, DataSettings settings) throws IOException {
        return new Found(splitFiles(dir, TRAINING), splitFiles(dir, VALIDATION));
    }

    /** The split's files in the order of their names, from the first place that has any. */
    private static List<Path> splitFiles(Path dir, List<String> names) throws IOException {
        for (String name : names) {
            for (Path folder : List.of(dir.resolve("data"), dir)) {
                List<Path> files = filesOf(folder, name);
                if (!files.isEmpty()) {
                    return files;
                }
            }
        }
        return List.of();
    }

    private static List<Path> filesOf(Path folder, String split) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(split + "(-.*)?\\.parquet"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        found.requireFiles("Parquet file");
        boolean isLabelled = settings.target() == Target.LABELS;
        MaskReading reading = isLabelled
                ? MaskReading.ofIds(classes(dir.resolve(settings.classes())), settings)
                : MaskReading.ofUnknownProducts(settings.outside());
        Spool spool = Spool.open();
        try (DuckDb duckdb = DuckDb.open()) {
            Optional<SplitDraft> train = read(found.train(), duckdb, reading, spool);
            Optional<SplitDraft> validation = read(found.validation(), duckdb, reading, spool);
            return new Listing(
                    train,
                    validation,
                    isLabelled ? Optional.of(reading.classes()) : Optional.empty(),
                    decoding(settings),
                    List.of(),
                    spool::close);
        } catch (SQLException e) {
            spool.close();
            throw new BadDatasetException("DuckDB, which reads Parquet, did not start: " + e.getMessage(), e);
        } catch (BadDatasetException | IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private static NamedClasses classes(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException(
                    "%s: missing, but labels need names such as {\"1\": \"Sofa\", \"2\": \"Chair\"}; write it, or train with data.target=mask"
                            .formatted(file));
        }
        return NamedClasses.read(file);
    }

    private static Optional<SplitDraft> read(List<Path> files, DuckDb duckdb, MaskReading reading, Spool spool)
            throws BadDatasetException, IOException {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        SplitDraft draft = new SplitDraft(Fingerprint.ofTables(files));
        for (Path file : files) {
            new ParquetFile(file, reading, spool).read(duckdb, draft);
        }
        return Optional.of(draft);
    }

    private static String decoding(DataSettings settings) {
        String ignored = settings.ignoreId() < 0 ? "" : " " + settings.ignoreId();
        return "%s %s%s".formatted(settings.target(), settings.outside(), ignored);
    }
}
