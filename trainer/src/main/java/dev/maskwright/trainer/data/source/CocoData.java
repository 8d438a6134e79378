package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Annotation files of COCO with their pictures. They are found, in this order,
 *
 * <ol>
 *   <li>where {@link DataSettings#train} and {@link DataSettings#validation} say, any number for each
 *   <li>in {@code annotations/}: {@code *.json} with {@code train}, or with {@code val}, {@code valid} or {@code test}, in the name; only the
 *       {@code instances_*} ones if there are such
 *   <li>likewise in the folder itself, with {@code coco}, {@code instances} or {@code annotations} in the name, and in the folders
 *       {@code train/} and {@code valid/}
 * </ol>
 *
 * One file that names no split is divided. Class 0 is the background; then come the categories in the order of their ids, those of all files
 * together. How objects lie over each other is in {@link CocoRow}.
 */
final class CocoData {

    private static final List<String> VALIDATION = List.of("val", "test");

    private final Path dir;
    private final Set<Path> files = new LinkedHashSet<>();

    private CocoData(Path dir) {
        this.dir = dir;
    }

    /** The annotation files of each split. */
    private record Found(List<Path> train, List<Path> validation) {}

    static boolean matches(Path dir) throws IOException {
        return !find(dir).train().isEmpty();
    }

    static DataSource open(Path dir, DataSettings settings, CacheSettings cache)
            throws BadDatasetException, IOException {
        Found found = settings.train().isEmpty()
                ? find(dir)
                : new Found(resolved(dir, settings.train()), resolved(dir, settings.validation()));
        if (found.train().isEmpty()) {
            throw new BadDatasetException(
                    "%s: no annotation file of COCO; expected annotations/instances_train*.json, or name them in data.train"
                            .formatted(dir));
        }
        return new CocoData(dir).read(found, settings, cache);
    }

    private static List<Path> resolved(Path dir, List<String> names) {
        return names.stream().map(dir::resolve).toList();
    }

    private static Found find(Path dir) throws IOException {
        List<Path> candidates = json(dir.resolve("annotations"), name -> true);
        if (candidates.stream().anyMatch(CocoData::isOfInstances)) {
            candidates = candidates.stream().filter(CocoData::isOfInstances).toList();
        }
        if (candidates.isEmpty()) {
            candidates = new ArrayList<>(json(dir, name -> name.matches(".*(coco|instances|annotations).*")));
            for (String split : List.of("train", "valid", "val", "test")) {
                candidates.addAll(json(dir.resolve(split), name -> name.matches(".*(coco|instances|annotations).*")));
            }
        }
        List<Path> train =
                candidates.stream().filter(file -> names(dir, file, "train")).toList();
        for (String name : VALIDATION) {
            List<Path> validation = candidates.stream()
                    .filter(file -> names(dir, file, name) && !train.contains(file))
                    .toList();
            if (!validation.isEmpty() && !train.isEmpty()) {
                return new Found(train, validation);
            }
        }
        return new Found(train.isEmpty() && candidates.size() == 1 ? candidates : train, List.of());
    }

    private static boolean names(Path dir, Path file, String split) {
        return dir.relativize(file).toString().toLowerCase(Locale.ROOT).contains(split);
    }

    private static boolean isOfInstances(Path file) {
        return file.getFileName().toString().startsWith("instances");
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

    private DataSource read(Found found, DataSettings settings, CacheSettings cache)
            throws BadDatasetException, IOException {
        List<CocoFile> train = new ArrayList<>();
        List<CocoFile> validation = new ArrayList<>();
        for (Path file : found.train()) {
            train.add(checked(file));
        }
        for (Path file : found.validation()) {
            validation.add(checked(file));
        }
        Map<Long, String> categories = new TreeMap<>();
        for (CocoFile file : Stream.concat(train.stream(), validation.stream()).toList()) {
            for (Map.Entry<Long, String> category : file.categories().entrySet()) {
                String other = categories.putIfAbsent(category.getKey(), category.getValue());
                if (other != null && !other.equals(category.getValue())) {
                    throw new BadDatasetException(
                            "%s: category %d is '%s', but '%s' in %s; give both files the same categories"
                                    .formatted(
                                            file.path(),
                                            category.getKey(),
                                            category.getValue(),
                                            other,
                                            found.train().get(0)));
                }
            }
        }
        ClassList classes = classes(categories);
        SplitDraft trainRows = new SplitDraft();
        SplitDraft validationRows = new SplitDraft();
        train.forEach(file -> addRows(file, classes, settings, trainRows));
        validation.forEach(file -> addRows(file, classes, settings, validationRows));
        return Drafts.of(dir, DataFormat.COCO, settings, cache)
                .divided(trainRows, validation.isEmpty() ? Optional.empty() : Optional.of(validationRows))
                .opened(classes, files);
    }

    private CocoFile checked(Path file) throws BadDatasetException {
        if (!Files.isRegularFile(file)) {
            throw new BadDatasetException(
                    "%s: there is no such annotation file; correct data.train or data.validation".formatted(file));
        }
        files.add(file);
        return CocoFile.read(file);
    }

    private ClassList classes(Map<Long, String> categories) throws BadDatasetException {
        try {
            return ClassList.of(categories.values().stream()
                    .filter(name -> !name.equals(ClassList.BACKGROUND))
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException(
                    "%s: the categories make no list of classes (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    private void addRows(CocoFile file, ClassList classes, DataSettings settings, SplitDraft draft) {
        String source = file.path().getFileName().toString();
        Map<Long, List<CocoFile.Annotation>> byImage = file.annotations().stream()
                .collect(Collectors.groupingBy(CocoFile.Annotation::image, LinkedHashMap::new, Collectors.toList()));
        Set<Long> ids = new HashSet<>();
        Set<String> pictures = new HashSet<>();
        List<Path> places = places(file.path(), settings);
        for (CocoFile.Image image : file.images()) {
            List<String> faults = new ArrayList<>();
            List<CocoRow.Shape> shapes = new ArrayList<>();
            for (CocoFile.Annotation annotation : byImage.getOrDefault(image.id(), List.of())) {
                String name = "annotation " + annotation.id();
                String category = file.categories().get(annotation.category());
                if (category == null) {
                    faults.add(
                            "%s is of category %s, which the file does not list; add the category or remove the image"
                                    .formatted(name, shown(annotation.category())));
                } else if (!annotation.fault().isEmpty()) {
                    faults.add("%s: %s; correct it or remove the image".formatted(name, annotation.fault()));
                } else {
                    shapes.add(shape(name, annotation, classes.classId(category).orElse(0)));
                }
            }
            Optional<Path> picture = places.stream()
                    .map(place -> place.resolve(image.file()))
                    .filter(Files::isRegularFile)
                    .findFirst();
            if (!ids.add(image.id())) {
                faults.add("the id %d is given to several images; give each its own".formatted(image.id()));
            } else if (!pictures.add(image.file())) {
                faults.add("the file is listed twice; remove one of the two");
            }
            if (image.width() < 1 || image.height() < 1) {
                faults.add("its size is %dx%d; correct width and height".formatted(image.width(), image.height()));
            }
            if (picture.isEmpty()) {
                faults.add("no such file in %s; copy it there or set data.images"
                        .formatted(places.stream().map(this::name).toList()));
            }
            Path path = picture.orElse(file.path().resolveSibling(image.file()));
            String describe = "%s image %d (%s)".formatted(source, image.id(), image.file());
            CocoRow row = new CocoRow(
                    describe,
                    new Encoded.InFile(path, "image", describe),
                    image.width(),
                    image.height(),
                    shapes,
                    classes);
            files.add(path);
            if (faults.isEmpty()) {
                draft.add(row);
            } else {
                draft.drop(row, describe + ": " + String.join("; ", faults));
            }
        }
        byImage.forEach((id, annotations) -> {
            if (!ids.contains(id)) {
                String describe =
                        "%s annotation %d".formatted(source, annotations.get(0).id());
                CocoRow row = new CocoRow(
                        describe,
                        new Encoded.InFile(file.path().resolveSibling("?"), "image", describe),
                        0,
                        0,
                        List.of(),
                        classes);
                draft.drop(
                        row,
                        "%s%s: no image has the id %s; add the image or remove the annotation"
                                .formatted(
                                        describe,
                                        annotations.size() > 1 ? " and %d more".formatted(annotations.size() - 1) : "",
                                        shown(id)));
            }
        });
    }

    private static String shown(long id) {
        return id == Long.MIN_VALUE ? "(none)" : String.valueOf(id);
    }

    private static CocoRow.Shape shape(String name, CocoFile.Annotation annotation, int classId) {
        CocoFile.Outline outline = annotation.outline();
        return outline.polygons().length > 0
                ? new CocoRow.Polygons(name, classId, annotation.crowd(), annotation.bbox(), outline.polygons())
                : new CocoRow.Runs(
                        name,
                        classId,
                        annotation.crowd(),
                        annotation.bbox(),
                        outline.width(),
                        outline.height(),
                        outline.counts());
    }

    /** Where the pictures of a file may lie: for {@code annotations/instances_val2017.json} also in {@code val2017/}. */
    private List<Path> places(Path file, DataSettings settings) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - ".json".length());
        String split = stem.substring(stem.lastIndexOf('_') + 1);
        Path images = dir.resolve(settings.images());
        return Stream.of(
                        images.resolve(split),
                        dir.resolve(split),
                        dir.resolve(split).resolve(settings.images()),
                        images,
                        dir,
                        Optional.ofNullable(file.getParent()).orElse(dir),
                        file.resolveSibling(settings.images()))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    private String name(Path place) {
        String name = dir.relativize(place).toString().replace('\\', '/');
        return name.isEmpty() ? "the folder itself" : name + "/";
    }
}
