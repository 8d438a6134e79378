package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import java.io.IOException;
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
import java.util.TreeMap;

/** Lists the rows of a {@link FolderReader}'s folder, and the files that they are made of. */
final class FolderRows {

    private final Path dir;
    private final DataSettings settings;
    private final MaskReading reading;
    private final Set<Path> files;
    private final Fingerprint.Source fingerprint;

    /** Two folders that belong together. */
    record Place(Path images, Path masks) {

        /** Both inside a folder. */
        static Place in(Path folder, DataSettings settings) {
            return new Place(folder.resolve(settings.images()), folder.resolve(settings.masks()));
        }

        /**
         * The one that a path stands for: {@code train/images} with {@code train/masks}, or {@code images/train} with
         * {@code masks/train}.
         */
        static Optional<Place> of(Path path, Path dir, DataSettings settings) {
            Place root = in(dir, settings);
            Place inside = in(path, settings);
            if (inside.exists() || !path.startsWith(dir)) {
                return Optional.of(inside).filter(Place::exists);
            }
            Path name = dir.relativize(path);
            return Optional.of(
                            new Place(root.images().resolve(name), root.masks().resolve(name)))
                    .filter(Place::exists);
        }

        boolean exists() {
            return Files.isDirectory(images) && Files.isDirectory(masks);
        }
    }

    private FolderRows(Path dir, DataSettings settings, MaskReading reading, Set<Path> files) {
        this.dir = dir;
        this.settings = settings;
        this.reading = reading;
        this.files = files;
        this.fingerprint = Fingerprint.ofFiles(dir, files);
    }

    static FolderRows in(Path dir, DataSettings settings) throws BadDatasetException {
        Set<Path> files = new LinkedHashSet<>();
        return new FolderRows(dir, settings, MaskReading.ofLabels(dir, settings, files), files);
    }

    ClassList classes() {
        return reading.classes();
    }

    /** A split without rows yet, known by all files of the data set. */
    SplitDraft draft() {
        return new SplitDraft(fingerprint);
    }

    /**
     * Adds the rows of a folder with pictures and masks in it, or of a list of names.
     *
     * @throws BadDatasetException if the path is neither
     */
    void read(Path path, SplitDraft draft) throws BadDatasetException, IOException {
        if (Files.isRegularFile(path)) {
            listed(path, Place.in(dir, settings), draft);
            return;
        }
        Place place = Place.of(path, dir, settings)
                .orElseThrow(() -> new BadDatasetException(
                        "%s: neither a list of names nor a folder with %s/ and %s/; correct data.train or data.validation"
                                .formatted(path, settings.images(), settings.masks())));
        all(place, draft);
    }

    /** Every picture of a place, and every mask without one. */
    private void all(Place place, SplitDraft draft) throws IOException {
        Map<String, List<Path>> masks = byStem(place.masks());
        Set<String> used = new HashSet<>();
        for (Map.Entry<String, List<Path>> pictures : byStem(place.images()).entrySet()) {
            List<Path> same = pictures.getValue();
            add(draft, same.get(0), place, masks);
            used.add(pictures.getKey());
            for (Path other : same.subList(1, same.size())) {
                draft.drop(
                        row(other, place.masks().resolve(pictures.getKey() + ".png")),
                        "%s: has the mask of %s, which has the same name; rename or remove one of them"
                                .formatted(name(other), name(same.get(0))));
            }
        }
        masks.forEach((stem, found) -> {
            if (!used.contains(stem) && !(stem.endsWith("_mask") && used.contains(withoutSuffix(stem)))) {
                Path missing = place.images().resolve(stem + ".jpg");
                draft.drop(
                        row(missing, found.get(0)),
                        "%s: a mask without a picture in %s; add the picture or remove the mask"
                                .formatted(name(found.get(0)), name(place.images())));
            }
        });
    }

    private static String withoutSuffix(String stem) {
        return stem.substring(0, stem.length() - "_mask".length());
    }

    private void listed(Path list, Place place, SplitDraft draft) throws BadDatasetException, IOException {
        if (!place.exists()) {
            throw new BadDatasetException(
                    "%s: lists pictures, but %s and %s are not both there; set data.images and data.masks"
                            .formatted(list, place.images(), place.masks()));
        }
        files.add(list);
        Map<String, List<Path>> masks = byStem(place.masks());
        Map<String, Path> known = new LinkedHashMap<>();
        byStem(place.images()).forEach((stem, found) -> {
            known.put(stem, found.get(0));
            found.forEach(file -> known.put(relative(place.images(), file), file));
        });
        Set<Path> seen = new HashSet<>();
        List<String> lines = Files.readAllLines(list);
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i).strip().replace('\\', '/');
            if (name.isEmpty() || name.startsWith("#")) {
                continue;
            }
            String inside = settings.images() + "/";
            Path file = known.get(name.startsWith(inside) ? name.substring(inside.length()) : name);
            if (file == null) {
                Path missing = place.images().resolve(name);
                draft.drop(
                        row(missing, place.masks().resolve(stem(name) + ".png")),
                        "%s line %d: no picture is called '%s' in %s; add it or remove the line"
                                .formatted(name(list), i + 1, name, name(place.images())));
            } else if (!seen.add(file)) {
                draft.drop(
                        row(file, mask(place, file, masks)),
                        "%s line %d: '%s' is listed twice; remove the line".formatted(name(list), i + 1, name));
            } else {
                add(draft, file, place, masks);
            }
        }
    }

    private void add(SplitDraft draft, Path picture, Place place, Map<String, List<Path>> masks) {
        String stem = stem(relative(place.images(), picture));
        List<Path> own = masks.getOrDefault(stem, masks.getOrDefault(stem + "_mask", List.of()));
        SourceRow row = row(picture, mask(place, picture, masks));
        if (own.isEmpty()) {
            draft.drop(
                    row,
                    "%s: no mask; expected %s or remove the picture"
                            .formatted(name(picture), name(place.masks().resolve(stem + ".png"))));
        } else if (own.size() > 1) {
            draft.drop(
                    row,
                    "%s: has the masks %s; keep one of them"
                            .formatted(
                                    name(picture), own.stream().map(this::name).toList()));
        } else {
            draft.add(row);
        }
    }

    private static Path mask(Place place, Path picture, Map<String, List<Path>> masks) {
        String stem = stem(relative(place.images(), picture));
        List<Path> own = masks.getOrDefault(stem, masks.getOrDefault(stem + "_mask", List.of()));
        return own.isEmpty() ? place.masks().resolve(stem + ".png") : own.get(0);
    }

    private SourceRow row(Path picture, Path mask) {
        files.add(picture);
        files.add(mask);
        return new PictureRow(
                name(picture),
                new Encoded.InFile(picture, "image", name(picture)),
                new Encoded.InFile(mask, "mask", name(mask)),
                List.of(),
                Optional.empty(),
                reading);
    }

    /** A file as messages name it: from the data set's folder on. */
    private String name(Path file) {
        return relative(dir, file);
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    /** The pictures below a folder by name without ending, in alphabetical order. */
    private static Map<String, List<Path>> byStem(Path folder) throws IOException {
        Map<String, List<Path>> found = new TreeMap<>();
        for (Path file : PictureFolder.below(folder)) {
            found.computeIfAbsent(stem(relative(folder, file)), stem -> new ArrayList<>())
                    .add(file);
        }
        return found;
    }
}
