package dev.maskwright.trainer.data.source;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.names.MaskNames;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists the rows of a {@link FolderReader}'s folder, and the files that they are made of. */
final class FolderRows {

    private final Path dir;
    private final DataSettings settings;
    private final MaskReading reading;
    private final Set<Path> files;
    private final Fingerprint.Source fingerprint;
    private final List<String> notes = new ArrayList<>();
    private final Map<Place, Masks> masksOf = new HashMap<>();

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

    MaskReading reading() {
        return reading;
    }

    /** Lines on what was done to find the masks, so far. */
    List<String> notes() {
        return notes;
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
        Masks masks = masks(place);
        Set<String> used = new HashSet<>();
        for (Map.Entry<String, List<Path>> pictures :
                PictureFolder.byStem(place.images()).entrySet()) {
            List<Path> same = pictures.getValue();
            used.add(masks.stem(pictures.getKey()));
            add(draft, same.get(0), place, masks);
            for (Path other : same.subList(1, same.size())) {
                draft.drop(
                        row(other, place.masks().resolve(pictures.getKey() + ".png")),
                        "%s: has the mask of %s, which has the same name; rename or remove one of them"
                                .formatted(name(other), name(same.get(0))));
            }
        }
        masks.byStem().forEach((stem, found) -> {
            if (!used.contains(stem)) {
                Path missing = place.images().resolve(stem + ".jpg");
                draft.drop(
                        row(missing, found.get(0)),
                        "%s: a mask without a picture in %s; add the picture or remove the mask"
                                .formatted(name(found.get(0)), name(place.images())));
            }
        });
    }

    /**
     * The masks of a place.
     *
     * @param rules how they are named where they do not have their pictures' names, if that is known
     */
    private record Masks(Map<String, List<Path>> byStem, List<MaskNames> rules) {

        /** What the mask of a picture is called, whether it is there or not. */
        String stem(String picture) {
            return byStem.containsKey(picture) || rules.size() != 1
                    ? picture
                    : rules.get(0).mask(picture).filter(byStem::containsKey).orElse(picture);
        }

        List<Path> of(String picture) {
            return byStem.getOrDefault(stem(picture), List.of());
        }
    }

    private Masks masks(Place place) throws IOException {
        Masks known = masksOf.get(place);
        if (known != null) {
            return known;
        }
        Map<String, List<Path>> masks = PictureFolder.byStem(place.masks());
        List<MaskNames> rules =
                MaskNames.find(PictureFolder.byStem(place.images()).keySet(), masks.keySet(), settings.maskSuffix());
        if (rules.size() == 1) {
            notes.add("%s: masks are called %s (data.maskSuffix)".formatted(name(place.masks()), rules.get(0)));
        }
        Masks found = new Masks(masks, rules);
        masksOf.put(place, found);
        return found;
    }

    private void listed(Path list, Place place, SplitDraft draft) throws BadDatasetException, IOException {
        if (!place.exists()) {
            throw new BadDatasetException(
                    "%s: lists pictures, but %s and %s are not both there; set data.images and data.masks"
                            .formatted(list, place.images(), place.masks()));
        }
        files.add(list);
        Masks masks = masks(place);
        List<String> lines = TextFile.read(list).lines().map(String::strip).toList();
        FoundFiles known = FoundFiles.among(known(place), lines);
        notes.addAll(known.notes(name(list)));
        Set<Path> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i);
            if (name.isEmpty() || name.startsWith("#")) {
                continue;
            }
            String where = "%s line %d".formatted(name(list), i + 1);
            Optional<Path> found = known.file(name);
            if (found.isEmpty()) {
                draft.drop(
                        row(place.images().resolve("?"), place.masks().resolve("?")),
                        "%s: no picture is called '%s' in %s; add it or remove the line%s"
                                .formatted(
                                        where,
                                        Excerpt.of(name),
                                        name(place.images()),
                                        known.reason(name)
                                                .map(reason -> " (" + reason + ")")
                                                .orElse("")));
            } else if (!seen.add(found.get())) {
                draft.drop(
                        row(found.get(), mask(place, found.get(), masks)),
                        "%s: '%s' is listed twice; remove the line".formatted(where, Excerpt.of(name)));
            } else {
                add(draft, found.get(), place, masks);
            }
        }
    }

    /** The pictures of a place by all that lists may call them. */
    private Map<String, Path> known(Place place) throws IOException {
        Map<String, Path> known = new LinkedHashMap<>();
        PictureFolder.byStem(place.images()).forEach((stem, found) -> {
            known.put(stem, found.get(0));
            found.forEach(file -> known.put(relative(place.images(), file), file));
        });
        new ArrayList<>(known.keySet()).forEach(name -> known.put(settings.images() + "/" + name, known.get(name)));
        return known;
    }

    private void add(SplitDraft draft, Path picture, Place place, Masks masks) {
        List<Path> own = masks.of(PictureFolder.stem(relative(place.images(), picture)));
        SourceRow row = row(picture, mask(place, picture, masks));
        if (own.isEmpty()) {
            draft.drop(
                    row,
                    "%s: no mask; expected %s%s or remove the picture"
                            .formatted(
                                    name(picture),
                                    name(mask(place, picture, masks)),
                                    masks.rules().size() < 2
                                            ? ""
                                            : "; data.maskSuffix says which of these masks are meant: "
                                                    + masks.rules()));
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

    private static Path mask(Place place, Path picture, Masks masks) {
        String stem = PictureFolder.stem(relative(place.images(), picture));
        List<Path> own = masks.of(stem);
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
}
