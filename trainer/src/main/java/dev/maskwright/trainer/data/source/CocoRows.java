package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes rows of the images in {@link CocoFile}s, and knows the files that they are made of. */
final class CocoRows {

    private final Path dir;
    private final DataSettings settings;
    private final ClassList classes;
    private final Set<Path> files;
    private final Fingerprint.Source fingerprint;

    /** @param annotationFiles of all splits, of which the rows are known to be made */
    CocoRows(Path dir, DataSettings settings, ClassList classes, List<Path> annotationFiles) {
        this.dir = dir;
        this.settings = settings;
        this.classes = classes;
        this.files = new LinkedHashSet<>(annotationFiles);
        this.fingerprint = Fingerprint.ofFiles(dir, files);
    }

    /** The rows of a split; empty if there is no file of it. */
    Optional<SplitDraft> of(List<CocoFile> split) {
        if (split.isEmpty()) {
            return Optional.empty();
        }
        SplitDraft draft = new SplitDraft(fingerprint);
        split.forEach(file -> addRows(file, draft));
        return Optional.of(draft);
    }

    private void addRows(CocoFile file, SplitDraft draft) {
        String source = file.path().getFileName().toString();
        Map<Long, List<CocoFile.Annotation>> byImage = file.annotations().stream()
                .collect(Collectors.groupingBy(CocoFile.Annotation::image, LinkedHashMap::new, Collectors.toList()));
        Set<Long> ids = new HashSet<>();
        Set<String> pictures = new HashSet<>();
        List<Path> places = places(file.path());
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

    /**
     * Where the pictures of a file may lie: for {@code annotations/instances_val2017.json} also in {@code val2017/}.
     */
    private List<Path> places(Path file) {
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
