package dev.maskwright.trainer.data.source.coco;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Fingerprint;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates rows for the images in {@link CocoFile}s, and tracks the files that they depend on. */
final class CocoRows {

    private static final int SKIPPED_NAMED = 3;

    private final Path dir;
    private final DataSettings settings;
    private final CocoCategories categories;
    private final LabelIds ids;
    private final Set<Path> files;
    private final Fingerprint.Source fingerprint;
    private final List<String> notes = new ArrayList<>();

    /** @param annotationFiles of all splits, on which the rows depend */
    CocoRows(Path dir, DataSettings settings, CocoCategories categories, List<Path> annotationFiles) {
        this.dir = dir;
        this.settings = settings;
        this.categories = categories;
        this.ids = LabelIds.of(categories.classes(), OptionalInt.empty());
        this.files = new LinkedHashSet<>(annotationFiles);
        this.fingerprint = Fingerprint.ofFiles(dir, files);
    }

    /** The rows of a split; empty if there is no file of it. */
    Optional<SplitDraft> of(List<CocoFile> split) {
        if (split.isEmpty()) {
            return Optional.empty();
        }
        List<FoundFiles> pictures = split.stream()
                .map(file -> FoundFiles.in(
                        places(file.path()),
                        file.images().stream().map(CocoFile.Image::file).toList()))
                .toList();
        FoundFiles.tellApart(pictures);
        SplitDraft draft = new SplitDraft(fingerprint);
        for (int i = 0; i < split.size(); i++) {
            addRows(split.get(i), pictures.get(i), draft);
        }
        return Optional.of(draft);
    }

    /** Lines about how pictures were found, and which objects or polygons were skipped, so far. */
    List<String> notes() {
        return notes;
    }

    private void addRows(CocoFile file, FoundFiles pictures, SplitDraft draft) {
        String source = file.path().getFileName().toString();
        Map<String, List<CocoFile.Annotation>> byImage = file.annotations().stream()
                .collect(Collectors.groupingBy(CocoFile.Annotation::image, LinkedHashMap::new, Collectors.toList()));
        List<Path> places = places(file.path());
        notes.addAll(pictures.notes(source));
        noteSkipped(file, source);
        Set<String> imageIds = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (CocoFile.Image image : file.images()) {
            List<String> faults = new ArrayList<>();
            boolean hasId = !image.id().isEmpty();
            boolean isNew = !hasId || imageIds.add(image.id());
            List<CocoRow.Shape> shapes =
                    shapes(file, hasId ? byImage.getOrDefault(image.id(), List.of()) : List.of(), faults);
            Optional<Path> picture = pictures.file(image.file());
            if (!image.fault().isEmpty()) {
                faults.add(image.fault());
            } else if (!isNew) {
                faults.add("several images have the id %s; give each a unique one".formatted(Excerpt.of(image.id())));
            } else if (!names.add(image.file())) {
                faults.add("the file is listed twice; remove one of the two");
            }
            if (picture.isEmpty() && !image.file().isEmpty()) {
                faults.add(pictures.reason(image.file())
                        .orElseGet(() -> "no such file in %s; copy it there or set data.images"
                                .formatted(places.stream().map(this::name).toList())));
            }
            String describe = "%s image %s (%s)"
                    .formatted(
                            source,
                            hasId ? Excerpt.of(image.id()) : "number " + image.number(),
                            Excerpt.of(image.file()));
            CocoRow row = row(describe, picture.orElse(dir.resolve("?")), image.width(), image.height(), shapes);
            picture.ifPresent(files::add);
            if (faults.isEmpty()) {
                draft.add(row);
            } else {
                draft.drop(row, describe + ": " + String.join("; ", faults));
            }
        }
        byImage.keySet().removeAll(imageIds);
        byImage.forEach((id, annotations) -> dropOrphans(source, id, annotations, draft));
    }

    private void noteSkipped(CocoFile file, String source) {
        List<CocoFile.Annotation> parted = file.annotations().stream()
                .filter(annotation -> !annotation.outline().skipped().isEmpty())
                .toList();
        long inFirstPixel = file.annotations().stream()
                .filter(annotation -> annotation.outline().isInFirstPixel())
                .count();
        if (inFirstPixel > 0) {
            notes.add(("%s: all corners of %s lie in 0..1, the first pixel of the picture: if they"
                            + " are fractions of its size, write them in pixels")
                    .formatted(
                            source,
                            inFirstPixel == 1 ? "1 object" : String.format(Locale.ROOT, "%,d objects", inFirstPixel)));
        }
        if (!parted.isEmpty()) {
            String named = parted.stream()
                    .limit(SKIPPED_NAMED)
                    .map(one -> "annotation %s: %s"
                            .formatted(
                                    Excerpt.of(one.id()),
                                    String.join("; ", one.outline().skipped())))
                    .collect(Collectors.joining("; "));
            notes.add("%s: invalid polygons are left out of %s: %s%s"
                    .formatted(
                            source,
                            parted.size() == 1
                                    ? "1 object, whose picture stays"
                                    : String.format(Locale.ROOT, "%,d objects, whose pictures stay", parted.size()),
                            named,
                            parted.size() > SKIPPED_NAMED ? "; ..." : ""));
        }
    }

    private List<CocoRow.Shape> shapes(CocoFile file, List<CocoFile.Annotation> annotations, List<String> faults) {
        List<CocoRow.Shape> shapes = new ArrayList<>();
        for (CocoFile.Annotation annotation : annotations) {
            String name = "annotation " + Excerpt.of(annotation.id());
            OptionalInt classId = categories.classId(file, annotation.category());
            if (!file.categories().containsKey(annotation.category())) {
                faults.add("%s is of category %s, which the file does not list; add the category or remove the image"
                        .formatted(name, shown(annotation.category())));
            } else if (classId.isEmpty()) {
                faults.add("%s is of category %s, which data.ids does not name; add it, or an entry '%s' for all others"
                        .formatted(name, Excerpt.of(annotation.category()), DataSettings.OTHER));
            } else if (!annotation.fault().isEmpty()) {
                faults.add("%s: %s; correct it or remove the image".formatted(name, annotation.fault()));
            } else {
                shapes.add(new CocoRow.Shape(
                        name,
                        classId.getAsInt(),
                        categories.isIgnored(file, annotation),
                        annotation.bbox(),
                        annotation.outline()));
            }
        }
        return shapes;
    }

    private void dropOrphans(String source, String id, List<CocoFile.Annotation> annotations, SplitDraft draft) {
        String describe = "%s annotation %s"
                .formatted(source, Excerpt.of(annotations.get(0).id()));
        String more = annotations.size() > 1 ? " and %d more".formatted(annotations.size() - 1) : "";
        draft.drop(
                row(describe, dir.resolve("?"), 0, 0, List.of()),
                "%s%s: no image has the id %s; add the image or remove the annotation"
                        .formatted(describe, more, shown(id)));
    }

    private CocoRow row(String describe, Path picture, int width, int height, List<CocoRow.Shape> shapes) {
        return new CocoRow(describe, new Encoded.InFile(picture, "image", describe), width, height, shapes, ids);
    }

    private static String shown(String id) {
        return id.isEmpty() ? "(none)" : Excerpt.of(id);
    }

    /** Where the pictures of a file may be: for {@code annotations/instances_val2017.json} also in {@code val2017/}. */
    private List<Path> places(Path file) {
        String name = file.getFileName().toString();
        String stem = name.replaceFirst("\\.[^.]*$", "");
        String split = stem.substring(stem.lastIndexOf('_') + 1);
        Path images = dir.resolve(settings.images());
        return Stream.of(
                        images.resolve(split),
                        dir.resolve(split),
                        dir.resolve(split).resolve(settings.images()),
                        images,
                        dir,
                        Optional.ofNullable(file.getParent()).orElse(dir),
                        file.resolveSibling(settings.images()),
                        dir.resolve("data"))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    private String name(Path place) {
        String name = dir.relativize(place).toString().replace('\\', '/');
        return name.isEmpty() ? "the folder itself" : name + "/";
    }
}
