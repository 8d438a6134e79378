package dev.maskwright.trainer.data.source.coco;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.SourceReader;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * COCO annotation files with their pictures. They are found, in this order,
 *
 * <ol>
 *   <li>where {@link DataSettings#train} and {@link DataSettings#validation} say, any number for each
 *   <li>in {@code annotations/}: {@code *.json} with {@code train}, or with {@code val}, {@code valid} or {@code test},
 *       in the name; only the {@code instances_*} ones if there are any
 *   <li>likewise in the folder itself, with {@code coco}, {@code instances} or {@code annotations} in the name, and in
 *       the folders {@code train/} and {@code valid/}
 * </ol>
 *
 * A single file that names no split is divided; files that only name a validation split are that split. Class 0 is the
 * background; then come the categories in the order of their ids, those of all files together. {@link CocoRow} defines
 * how overlapping objects are ordered.
 */
public final class CocoReader implements SourceReader {

    private static final List<String> VALIDATION = List.of("val", "test");

    private static final String USUAL = ".*(coco|instances|annotations).*";

    /** Names of a validation split, if nothing else shows what a file is: {@code val2017}, but not {@code latest}. */
    private static final Pattern VALIDATION_ALONE =
            Pattern.compile("(?:^|[^a-z])(?:val|valid|validation|test)(?![a-z])");

    @Override
    public DataFormat format() {
        return DataFormat.COCO;
    }

    @Override
    public String title() {
        return "COCO";
    }

    @Override
    public String expected(DataSettings settings) {
        return "annotations/*.json of COCO";
    }

    @Override
    public boolean hasProducts() {
        return false;
    }

    @Override
    public boolean takes(String entry) {
        return entry.toLowerCase(Locale.ROOT).endsWith(".json");
    }

    @Override
    public Found find(Path dir, DataSettings settings) throws IOException {
        List<Path> candidates = candidates(dir);
        List<Path> train =
                candidates.stream().filter(file -> names(dir, file, "train")).toList();
        if (train.isEmpty()) {
            List<Path> validation = candidates.stream()
                    .filter(file -> VALIDATION_ALONE.matcher(name(dir, file)).find())
                    .toList();
            return validation.isEmpty() && candidates.size() == 1
                    ? new Found(candidates, List.of())
                    : new Found(List.of(), first(dir, validation));
        }
        return new Found(
                train,
                first(
                        dir,
                        candidates.stream()
                                .filter(file -> !train.contains(file))
                                .toList()));
    }

    /** The files of the first validation split that any of them names. */
    private static List<Path> first(Path dir, List<Path> files) {
        return VALIDATION.stream()
                .map(split ->
                        files.stream().filter(file -> names(dir, file, split)).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<Path> candidates(Path dir) throws IOException {
        List<Path> candidates = json(folder(dir, "annotations"), name -> true);
        if (candidates.stream().anyMatch(CocoReader::isOfInstances)) {
            candidates = candidates.stream().filter(CocoReader::isOfInstances).toList();
        }
        if (candidates.isEmpty()) {
            candidates = new ArrayList<>(json(dir, name -> name.matches(USUAL)));
            for (String split : List.of("train", "valid", "val", "test")) {
                candidates.addAll(json(folder(dir, split), name -> name.matches(USUAL)));
            }
        }
        if (candidates.isEmpty()) {
            candidates =
                    json(dir, name -> true).stream().filter(CocoFile::isOne).toList();
        }
        return candidates;
    }

    /** A folder with a name, ignoring case. */
    private static Path folder(Path dir, String name) throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(path -> path.getFileName().toString().equalsIgnoreCase(name))
                    .filter(Files::isDirectory)
                    .sorted()
                    .findFirst()
                    .orElse(dir.resolve(name));
        }
    }

    private static boolean names(Path dir, Path file, String split) {
        return name(dir, file).contains(split);
    }

    private static String name(Path dir, Path file) {
        return dir.relativize(file).toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isOfInstances(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).startsWith("instances");
    }

    private interface Name {
        boolean fits(String lowerCase);
    }

    private static List<Path> json(Path folder, Name name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> {
                        String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return lower.endsWith(".json") && name.fits(lower);
                    })
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        found.requireFiles("annotation file");
        List<CocoFile> train = read(found.train());
        List<CocoFile> validation = read(found.validation());
        CocoCategories categories = CocoCategories.of(
                dir, Stream.concat(train.stream(), validation.stream()).toList(), settings);
        CocoRows rows = new CocoRows(dir, settings, categories, found.all());
        Optional<SplitDraft> first = rows.of(train);
        Optional<SplitDraft> second = rows.of(validation);
        return Listing.ofFiles(
                first,
                second,
                Optional.of(categories.classes()),
                "COCO %s %s".formatted(settings.crowds(), settings.ids()),
                Stream.concat(categories.notes().stream(), rows.notes().stream())
                        .distinct()
                        .toList());
    }

    private static List<CocoFile> read(List<Path> paths) throws BadDatasetException {
        List<CocoFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(CocoFile.read(path));
        }
        return files;
    }
}
