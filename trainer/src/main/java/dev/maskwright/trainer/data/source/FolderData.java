package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Pictures in one folder and their masks, of the same names, in another. A split is found, in this order,
 *
 * <ol>
 *   <li>where {@link DataSettings#train} and {@link DataSettings#validation} say: folders with both in them, or text files with a name per line
 *   <li>in {@code train/images} and {@code train/masks}, with {@code val}, {@code validation}, {@code valid} or {@code test} beside {@code train}
 *   <li>in {@code images/train} and {@code masks/train}, likewise
 *   <li>in {@code train.txt} and {@code val.txt}, which list names in {@code images}
 *   <li>by holding back a part of {@code images}
 * </ol>
 *
 * Masks hold class ids, as grey levels or as indices of a palette; or colours, if there is a {@link PaletteFile}. Names come from
 * {@link NamedClasses}, or else from the palette.
 */
final class FolderData {

    private static final List<String> TRAINING = List.of("train", "training");
    private static final List<String> VALIDATION = List.of("val", "validation", "valid", "test");

    private final Path dir;
    private final DataSettings settings;
    private final MaskReading reading;
    private final Set<Path> files;

    /** Two folders that belong together. */
    private record Place(Path images, Path masks) {
        boolean exists() {
            return Files.isDirectory(images) && Files.isDirectory(masks);
        }
    }

    private FolderData(Path dir, DataSettings settings, MaskReading reading, Set<Path> files) {
        this.dir = dir;
        this.settings = settings;
        this.reading = reading;
        this.files = files;
    }

    /** What {@link #matches} looks for, for messages. */
    static String lookedFor(DataSettings settings) {
        return "%s/ with %s/ (or both in train/)".formatted(settings.images(), settings.masks());
    }

    static boolean matches(Path dir, DataSettings settings) {
        return place(dir, settings, TRAINING).isPresent() || root(dir, settings).exists();
    }

    static DataSource open(Path dir, DataSettings settings, CacheSettings cache)
            throws BadDatasetException, IOException {
        Set<Path> files = new LinkedHashSet<>();
        return new FolderData(
                        dir, settings, NamedMasks.read(dir, settings, files).reading(), files)
                .read(cache);
    }

    private DataSource read(CacheSettings cache) throws BadDatasetException, IOException {
        SplitDraft train;
        Optional<SplitDraft> validation;
        Optional<Place> trainPlace = place(dir, settings, TRAINING);
        if (!settings.train().isEmpty()) {
            train = named(settings.train());
            validation = settings.validation().isEmpty() ? Optional.empty() : Optional.of(named(settings.validation()));
        } else if (trainPlace.isPresent()) {
            train = all(trainPlace.get());
            Optional<Place> place = place(dir, settings, VALIDATION);
            validation = place.isPresent() ? Optional.of(all(place.get())) : Optional.empty();
        } else {
            Place root = root(dir, settings);
            if (!root.exists()) {
                throw new BadDatasetException(
                        "%s: no pictures and masks there; expected %s".formatted(dir, lookedFor(settings)));
            }
            Optional<Path> trainList = list(TRAINING);
            Optional<Path> validationList = list(VALIDATION);
            train = trainList.isPresent() ? listed(trainList.get(), root) : all(root);
            validation = trainList.isPresent() && validationList.isPresent()
                    ? Optional.of(listed(validationList.get(), root))
                    : Optional.empty();
        }
        return Drafts.of(dir, DataFormat.FOLDER, settings, cache)
                .divided(train, validation)
                .opened(reading.classes(), files);
    }

    private static Optional<Place> place(Path dir, DataSettings settings, List<String> names) {
        return names.stream()
                .flatMap(name -> places(dir, settings, name))
                .filter(Place::exists)
                .findFirst();
    }

    private static Stream<Place> places(Path dir, DataSettings settings, String name) {
        Path inside = dir.resolve(name);
        Place root = root(dir, settings);
        return Stream.of(
                root(inside, settings),
                new Place(root.images().resolve(name), root.masks().resolve(name)));
    }

    private static Place root(Path dir, DataSettings settings) {
        return new Place(dir.resolve(settings.images()), dir.resolve(settings.masks()));
    }

    private Optional<Path> list(List<String> names) {
        return names.stream()
                .map(name -> dir.resolve(name + ".txt"))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private SplitDraft named(List<String> entries) throws BadDatasetException, IOException {
        SplitDraft draft = new SplitDraft();
        for (String entry : entries) {
            Path path = dir.resolve(entry);
            if (Files.isRegularFile(path)) {
                draft.addAll(listed(path, root(dir, settings)));
                continue;
            }
            Place place = places(dir, settings, entry)
                    .filter(Place::exists)
                    .findFirst()
                    .orElseThrow(() -> new BadDatasetException(
                            "%s: neither a list of names nor a folder with %s/ and %s/; correct data.train or data.validation"
                                    .formatted(path, settings.images(), settings.masks())));
            draft.addAll(all(place));
        }
        return draft;
    }

    /** Every picture of a place, and every mask without one. */
    private SplitDraft all(Place place) throws IOException {
        SplitDraft draft = new SplitDraft();
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
        return draft;
    }

    private static String withoutSuffix(String stem) {
        return stem.substring(0, stem.length() - "_mask".length());
    }

    private SplitDraft listed(Path list, Place place) throws BadDatasetException, IOException {
        if (!place.exists()) {
            throw new BadDatasetException(
                    "%s: lists pictures, but %s and %s are not both there; set data.images and data.masks"
                            .formatted(list, place.images(), place.masks()));
        }
        files.add(list);
        SplitDraft draft = new SplitDraft();
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
        return draft;
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
