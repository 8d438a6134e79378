package dev.maskwright.trainer.data.source.parquet;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.names.NamedClasses;
import dev.maskwright.trainer.data.source.names.SplitNames;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.SourceReader;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import dev.maskwright.trainer.data.source.store.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Parquet files, see {@link ParquetFile}. The files of a split are {@code train-*.parquet}, {@code train.parquet} or
 * {@code train/*.parquet}, in the folder itself, in {@code data/} or in the folder of a configuration, such as {@code
 * default/train/0000.parquet}; those of the validation split have the names in {@link SplitNames}. With {@link
 * Target#LABELS} names come from {@link NamedClasses}. The encoded pictures go to a temporary file.
 */
public final class ParquetReader implements SourceReader {

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
        return "train-*.parquet (here or in data/) or train/*.parquet (here or in a folder)";
    }

    @Override
    public boolean hasProducts() {
        return true;
    }

    @Override
    public boolean takes(String entry) {
        return entry.toLowerCase(Locale.ROOT).matches(".*\\.(parquet|pq)");
    }

    @Override
    public Found find(Path dir, DataSettings settings) throws IOException {
        List<Path> places = new ArrayList<>(List.of(dir.resolve("data"), dir));
        if (splitFiles(places, SplitNames.TRAINING).isEmpty()
                && splitFiles(places, SplitNames.VALIDATION).isEmpty()) {
            places.addAll(configuration(dir));
        }
        Found found = new Found(splitFiles(places, SplitNames.TRAINING), splitFiles(places, SplitNames.VALIDATION));
        return found.isEmpty() ? new Found(unnamed(places), List.of()) : found;
    }

    /** Files that name no split are the whole data set, if there is only one or they are numbered. */
    private static List<Path> unnamed(List<Path> places) throws IOException {
        for (Path place : places) {
            List<Path> all = files(place, "(?i).*\\.(parquet|pq)");
            if (all.size() == 1 || (!all.isEmpty() && all.equals(files(place, "(?i)(part-)?\\d+.*\\.(parquet|pq)")))) {
                return all;
            }
        }
        return List.of();
    }

    /** The folder of the only configuration, or of the one named {@code default}, as on the hub. */
    private static List<Path> configuration(Path dir) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders(dir)) {
            if (!splitFiles(List.of(folder), SplitNames.TRAINING).isEmpty()
                    || !splitFiles(List.of(folder), SplitNames.VALIDATION).isEmpty()) {
                found.add(folder);
            }
        }
        return found.size() == 1
                ? found
                : found.stream().filter(folder -> folder.endsWith("default")).toList();
    }

    private static List<Path> folders(Path dir) throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** The split's files in the order of their names, from the first place that has any. */
    private static List<Path> splitFiles(List<Path> places, List<String> names) throws IOException {
        for (String name : names) {
            for (Path place : places) {
                List<Path> files = files(place, "(?i)" + name + "([-_.].*)?\\.(parquet|pq)");
                if (files.isEmpty()) {
                    files = files(place.resolve(name), "(?i).*\\.(parquet|pq)");
                }
                if (files.isEmpty()) {
                    files = files(
                            place.resolve("partial-" + name), "(?i).*\\.parquet"); // of the hub, where it cut them
                }
                if (files.isEmpty()) {
                    files = files(place.resolve(name + ".parquet"), "(?i)part-.*\\.parquet"); // of Spark
                }
                if (!files.isEmpty()) {
                    return files;
                }
            }
        }
        return List.of();
    }

    private static List<Path> files(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        found.requireFiles("Parquet file");
        boolean isLabelled = settings.target() == Target.LABELS;
        MaskReading reading = isLabelled ? labels(dir, settings) : MaskReading.ofUnknownProducts(settings.outside());
        Spool spool = Spool.open();
        try (DuckDb duckdb = DuckDb.open()) {
            Set<String> notes = new LinkedHashSet<>();
            ParquetFile.Source source = new ParquetFile.Source(dir, settings, reading, spool, notes);
            Optional<SplitDraft> train = read(found.train(), duckdb, source);
            Optional<SplitDraft> validation = read(found.validation(), duckdb, source);
            return new Listing(
                    train,
                    validation,
                    isLabelled ? Optional.of(reading.classes()) : Optional.empty(),
                    reading.decoding(),
                    List.copyOf(notes),
                    spool::close);
        } catch (SQLException e) {
            spool.close();
            throw new BadDatasetException("DuckDB, which reads Parquet, did not start: " + e.getMessage(), e);
        } catch (BadDatasetException | IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private static MaskReading labels(Path dir, DataSettings settings) throws BadDatasetException {
        if (!MaskReading.areNamed(dir, settings)) {
            throw new BadDatasetException(("%s: missing, but labels need names such as {\"1\": \"Sofa\", \"2\":"
                            + " \"Chair\"}; write it, name them in data.ids, or train with data.target=mask")
                    .formatted(dir.resolve(settings.classes())));
        }
        return MaskReading.ofIds(dir, settings);
    }

    private static Optional<SplitDraft> read(List<Path> tables, DuckDb duckdb, ParquetFile.Source source)
            throws BadDatasetException, IOException {
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        Set<Path> files = new LinkedHashSet<>(tables);
        SplitDraft draft = new SplitDraft(Fingerprint.ofTables(files));
        List<ParquetFile.Contents> all = new ArrayList<>();
        for (Path table : tables) {
            all.add(new ParquetFile(table, source).read(duckdb));
        }
        FoundFiles.tellApart(all.stream().map(ParquetFile.Contents::found).toList());
        all.forEach(each -> each.addTo(draft, files));
        return Optional.of(draft);
    }
}
