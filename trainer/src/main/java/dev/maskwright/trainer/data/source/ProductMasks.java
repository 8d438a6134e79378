package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data set of the product-masks schema: Parquet files with the columns {@code image} and {@code mask} (structs of
 * {@code bytes} and {@code path}), {@code bbox} ([x, y, width, height] in pixels) and {@code category}, and for
 * {@link Target#LABELS} a column {@code labels} with a class id per pixel. Other columns are ignored.
 *
 * <p>The files of a split are {@code train-*.parquet} or {@code train.parquet}, in the folder itself or in {@code data/}; those of the
 * validation split begin with {@code val}, {@code validation} or {@code test}. Files may also be named in
 * {@link DataSettings#train}; then, without any for validation, a part of the training rows is held back.
 */
public final class ProductMasks implements DataSource {

    /** What a network learns to give back. */
    public enum Target {
        /** The one product that its row is about. */
        MASK,
        /** Every product in the picture; names come from {@code classes.json}, an object of id and name. */
        LABELS
    }

    /** What pixels outside the mask are, with {@link Target#MASK}: other products may stand there, unlabelled. */
    public enum Outside {
        BACKGROUND,
        IGNORE,
        /** Background inside the product's box, ignored outside of it. */
        BOX
    }

    /**
     * How to read a data set.
     *
     * @param cacheBytes how many bytes of decoded pictures each split keeps in memory
     */
    public record Settings(Target target, Outside outside, long cacheBytes) {
        public Settings {
            if (cacheBytes < 0) {
                throw new IllegalArgumentException("cacheBytes must be 0 or more, got " + cacheBytes);
            }
        }

        /** Every product, as labelled; a quarter of the heap for decoded pictures. */
        public static Settings defaults() {
            return new Settings(
                    Target.LABELS, Outside.BACKGROUND, Runtime.getRuntime().maxMemory() / 4);
        }
    }

    private static final List<String> TRAINING = List.of("train");
    private static final List<String> VALIDATION = List.of("val", "validation", "test");

    private final Path dir;
    private final @Nullable Dataset train;
    private final Dataset validation;
    private final List<String> notes;

    private ProductMasks(Path dir, @Nullable Dataset train, Dataset validation, List<String> notes) {
        this.dir = dir;
        this.train = train;
        this.validation = validation;
        this.notes = notes;
    }

    /**
     * Reads both splits of a folder; their encoded pictures go to temporary files that {@link #close} removes. With
     * {@link Target#MASK}, training rows of a category that validation lacks are dropped, and the classes are the
     * remaining categories in alphabetical order.
     *
     * @throws BadDatasetException if files or columns are missing or cannot be read, or no usable row is left
     */
    public static ProductMasks open(Path dir, Settings settings) throws BadDatasetException {
        return open(dir, DataSettings.defaults(), settings, new CacheSettings(settings.cacheBytes(), Optional.empty()));
    }

    static boolean matches(Path dir) throws IOException {
        return !splitFiles(dir, TRAINING).isEmpty();
    }

    /** Whether there are rows to validate on, but none to train on. */
    static boolean isForValidationOnly(Path dir) throws IOException {
        return !matches(dir) && !splitFiles(dir, VALIDATION).isEmpty();
    }

    /** As {@link #open(Path, Settings)}, of the validation split alone: {@link #train} is refused. */
    static ProductMasks openValidation(Path dir, DataSettings data, Settings settings, CacheSettings cache)
            throws BadDatasetException {
        if (settings.target() == Target.MASK) {
            throw new BadDatasetException(
                    "%s: target=mask takes its classes from the categories of both splits, but there is no training split (train-*.parquet); set target=labels, or add it"
                            .formatted(dir));
        }
        try {
            ClassList classes = readClasses(dir.resolve(data.classes()));
            Split split = Split.read(required(dir, VALIDATION, ""), settings.target());
            try {
                split.checkNotEmpty();
                List<String> notes = new ArrayList<>();
                MaskReading reading = MaskReading.of(classes, settings.target(), settings.outside());
                return new ProductMasks(dir, null, split.open(dir, "validation", reading, cache, notes), notes);
            } catch (BadDatasetException | IOException e) {
                split.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BadDatasetException("%s: cannot be used (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    static ProductMasks open(Path dir, DataSettings data, Settings settings, CacheSettings cache)
            throws BadDatasetException {
        if (!Files.isDirectory(dir)) {
            throw new BadDatasetException(
                    "%s: no such folder; name the folder that holds train-*.parquet".formatted(dir));
        }
        List<Split> opened = new ArrayList<>();
        try {
            Optional<ClassList> classNames = settings.target() == Target.LABELS
                    ? Optional.of(readClasses(dir.resolve(data.classes())))
                    : Optional.empty();
            boolean named = !data.train().isEmpty();
            List<Path> trainFiles = named ? existing(dir, data.train()) : required(dir, TRAINING, onlyValidation(dir));
            List<Path> validationFiles = named
                    ? existing(dir, data.validation())
                    : required(
                            dir, VALIDATION, "; or name the training files in data.train, to hold back a part of them");
            Split train = Split.read(trainFiles, settings.target());
            opened.add(train);
            List<String> notes = new ArrayList<>();
            Split validation = validationFiles.isEmpty()
                    ? heldBack(dir, train, classNames, data, settings, notes)
                    : Split.read(validationFiles, settings.target());
            opened.add(validation);

            ClassList classes =
                    classNames.isPresent() ? classNames.get() : keepCommonCategories(train, validation, notes);
            train.checkNotEmpty();
            validation.checkNotEmpty();
            MaskReading reading = MaskReading.of(classes, settings.target(), settings.outside());
            return new ProductMasks(
                    dir,
                    train.open(dir, "training", reading, cache, notes),
                    validation.open(dir, "validation", reading, cache, notes),
                    notes);
        } catch (BadDatasetException e) {
            opened.forEach(Split::close);
            throw e;
        } catch (IOException | IllegalArgumentException e) { // the latter where categories make no list of classes
            opened.forEach(Split::close);
            throw new BadDatasetException("%s: cannot be used (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    private static String onlyValidation(Path dir) throws IOException {
        return isForValidationOnly(dir)
                ? "; there is only a validation split, on which a network can be evaluated but not trained"
                : "";
    }

    /** Takes a part of the training rows out for validation, as the settings say. */
    private static Split heldBack(
            Path dir, Split train, Optional<ClassList> named, DataSettings data, Settings settings, List<String> notes)
            throws BadDatasetException {
        if (named.isEmpty()) {
            keepCategorised(train);
        }
        train.checkNotEmpty();
        ClassList classes = named.orElseGet(() -> ClassList.of(train.categories()));
        List<SourceRow> rows = train.sources(MaskReading.of(classes, settings.target(), settings.outside()));
        HoldOut chosen = HoldOut.choose(dir, rows, data);
        notes.add(chosen.note(rows.size(), data));
        return train.split(chosen.rows());
    }

    private static void keepCategorised(Split split) {
        split.keep(row -> row.category().isPresent(), row -> "the row has no category; write one or remove the row");
    }

    private static ClassList keepCommonCategories(Split train, Split validation, List<String> notes) {
        keepCategorised(train);
        keepCategorised(validation);

        Set<String> common = train.categories();
        Set<String> onlyInTraining = new TreeSet<>(common);
        onlyInTraining.removeAll(validation.categories());
        common.retainAll(validation.categories());

        int dropped = train.drop(row -> !row.category().map(common::contains).orElse(false));
        if (dropped > 0) {
            notes.add("%d training rows are left out because validation has no row of their categories: %s"
                    .formatted(dropped, String.join(", ", onlyInTraining)));
        }
        validation.keep(
                row -> row.category().map(common::contains).orElse(false),
                row -> "category '%s' has no training row; add some or remove this row"
                        .formatted(row.category().orElse("")));
        return ClassList.of(common);
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

    private static List<Path> required(Path dir, List<String> names, String otherwise)
            throws BadDatasetException, IOException {
        List<Path> files = splitFiles(dir, names);
        if (files.isEmpty()) {
            String patterns = names.stream().map(name -> name + "-*.parquet").collect(Collectors.joining(", "));
            throw new BadDatasetException("%s: no Parquet file of the split; expected %s here or in data/%s"
                    .formatted(dir, patterns, otherwise));
        }
        return files;
    }

    private static List<Path> existing(Path dir, List<String> names) throws BadDatasetException {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            Path path = dir.resolve(name);
            if (!Files.isRegularFile(path)) {
                throw new BadDatasetException(
                        "%s: there is no such Parquet file; correct data.train or data.validation".formatted(path));
            }
            files.add(path);
        }
        return files;
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

    private static ClassList readClasses(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException(
                    "%s: missing, but labels need names such as {\"1\": \"Sofa\", \"2\": \"Chair\"}; write it, or train with target=mask"
                            .formatted(file));
        }
        return NamedClasses.read(file).classes();
    }

    @Override
    public DataFormat format() {
        return DataFormat.PARQUET;
    }

    @Override
    public Dataset train() {
        if (train == null) {
            throw new IllegalStateException("%s has no training split, only one for validation".formatted(dir));
        }
        return train;
    }

    @Override
    public Dataset validation() {
        return validation;
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() {
        if (train != null) {
            train.close();
        }
        validation.close();
    }
}
