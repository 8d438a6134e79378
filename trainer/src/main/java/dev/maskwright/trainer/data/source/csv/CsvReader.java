package dev.maskwright.trainer.data.source.csv;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.names.SplitNames;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.SourceReader;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tables of pictures and masks, see {@link CsvTable}. Without {@link DataSettings#train} they are {@code train.csv}
 * with {@code val.csv} or another name of {@link SplitNames}, or else the only CSV file of the folder, in which a
 * column may give the split of each row. With {@link Target#LABELS} masks are as in a folder of masks; with {@link
 * Target#MASK} they are black and white, and each row has a category.
 */
public final class CsvReader implements SourceReader {

    /** Tables of classes and colours, which do not list pictures. */
    private static final Set<String> NAMES = Set.of("class_dict.csv", "_classes.csv", "classes.csv", "labels.csv");

    @Override
    public DataFormat format() {
        return DataFormat.CSV;
    }

    @Override
    public String title() {
        return "CSV";
    }

    @Override
    public String expected(DataSettings settings) {
        return "train.csv or one CSV file";
    }

    @Override
    public boolean hasProducts() {
        return true;
    }

    @Override
    public boolean takes(String entry) {
        return isTable(entry.toLowerCase(Locale.ROOT));
    }

    private static boolean isTable(String lowerCase) {
        return lowerCase.endsWith(".csv") || lowerCase.endsWith(".tsv");
    }

    @Override
    public Found find(Path dir, DataSettings settings) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(dir)) {
            all = files.filter(Files::isRegularFile)
                    .filter(file -> isTable(lowerName(file)) && !NAMES.contains(lowerName(file)))
                    .sorted()
                    .toList();
        }
        List<Path> train = called(SplitNames.TRAINING, all);
        List<Path> validation = called(SplitNames.VALIDATION, all);
        boolean isAlone = train.isEmpty() && validation.isEmpty() && all.size() == 1;
        return isAlone
                ? new Found(all, List.of())
                : new Found(train, validation.stream().limit(1).toList());
    }

    /** The tables with the first of these names for which there are any. */
    private static List<Path> called(List<String> names, List<Path> tables) {
        return names.stream()
                .map(name -> tables.stream()
                        .filter(file -> lowerName(file).matches(name + "\\.(csv|tsv)"))
                        .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static String lowerName(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        found.requireFiles("table");
        List<CsvTable.Line> train = lines(found.train(), settings);
        List<CsvTable.Line> validation = lines(found.validation(), settings);
        List<String> notes = new ArrayList<>();
        List<CsvTable.Line> all =
                Stream.concat(train.stream(), validation.stream()).toList();
        boolean isDivided = (found.train().isEmpty() || found.validation().isEmpty())
                && all.stream().anyMatch(line -> !line.split().isEmpty());
        if (isDivided) {
            train = all.stream().filter(line -> !line.isForValidation()).toList();
            validation = heldLines(all, notes);
        }
        boolean hasTraining = !train.isEmpty() || (!isDivided && !found.train().isEmpty());
        Set<Path> files = new LinkedHashSet<>(found.all());
        Fingerprint.Source fingerprint = Fingerprint.ofFiles(dir, files);
        boolean isLabelled = settings.target() == Target.LABELS;
        MaskReading reading = isLabelled
                ? MaskReading.ofLabels(dir, settings, files)
                : MaskReading.ofUnknownProducts(settings.outside());
        CsvRows rows = CsvRows.of(dir, found, settings, all, reading, files);
        notes.addAll(rows.notes());
        SplitDraft first = rows.draft(train, fingerprint);
        SplitDraft second = rows.draft(validation, fingerprint);
        return Listing.ofFiles(
                hasTraining ? Optional.of(first) : Optional.empty(),
                hasTraining && validation.isEmpty() ? Optional.empty() : Optional.of(second),
                isLabelled ? Optional.of(reading.classes()) : Optional.empty(),
                "CSV " + reading.decoding(),
                notes);
    }

    private static List<CsvTable.Line> lines(List<Path> tables, DataSettings settings) throws BadDatasetException {
        List<CsvTable.Line> lines = new ArrayList<>();
        for (Path table : tables) {
            lines.addAll(CsvTable.read(table, settings));
        }
        return lines;
    }

    /** The rows of the split that is used for validation; a test split is dropped if there is another. */
    private static List<CsvTable.Line> heldLines(List<CsvTable.Line> all, List<String> notes) {
        List<CsvTable.Line> held = all.stream()
                .filter(line -> line.isForValidation() && !line.split().equals("test"))
                .toList();
        List<CsvTable.Line> tests =
                all.stream().filter(line -> line.split().equals("test")).toList();
        if (held.isEmpty()) {
            return tests;
        }
        if (!tests.isEmpty()) {
            notes.add("%d rows of the split 'test' are left out; 'val' is used for validation".formatted(tests.size()));
        }
        return held;
    }
}
