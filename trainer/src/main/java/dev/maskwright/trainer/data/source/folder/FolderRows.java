package dev.maskwright.trainer.data.source.folder;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.names.MaskNames;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.PictureRow;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists the rows of a {@link FolderReader}'s folder, and the files that they depend on. */
final class FolderRows {

    private final Path dir;
    private final DataSettings settings;
    private final boolean isOther;
    private final MaskReading reading;
    private final Set<Path> files;
    private final Fingerprint.Source fingerprint;
    private final List<String> notes = new ArrayList<>();
    private final Map<Place, FolderMasks> masksOf = new HashMap<>();
    private final Set<Path> listed = new HashSet<>();
    private final Set<Path> leftOut = new HashSet<>();

    /** A folder of pictures and its folder of masks. */
    record Place(Path images, Path masks) {

        /** Both inside the same folder. */
        static Place in(Path folder, DataSettings settings) {
            return new Place(folder.resolve(settings.images()), folder.resolve(settings.masks()));
        }

        /**
         * The pair for a path: {@code train/images} with {@code train/masks}, or {@code images/train} with {@code
         * masks/train}.
         */
        static Optional<Place> of(Path path, Path dir, DataSettings settings, boolean isOther) {
            return of(path, dir, settings).or(() -> Optional.of(path)
                    .filter(folder -> isOther && Files.isDirectory(folder))
                    .flatMap(folder ->
                            Layout.beside(folder).or(() -> Optional.of(folder).filter(Layout::isMixed)))
                    .map(masks -> new Place(path, masks)));
        }

        private static Optional<Place> of(Path path, Path dir, DataSettings settings) {
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

    private FolderRows(Path dir, DataSettings settings, boolean isOther, MaskReading reading, Set<Path> files) {
        this.dir = dir;
        this.settings = settings;
        this.isOther = isOther;
        this.reading = reading;
        this.files = files;
        this.fingerprint = Fingerprint.ofFiles(dir, files);
    }

    /** @param isOther whether the layouts of other data sets are accepted, see {@link Layout} */
    static FolderRows in(Path dir, DataSettings settings, boolean isOther) throws BadDatasetException {
        Set<Path> files = new LinkedHashSet<>();
        return new FolderRows(dir, settings, isOther, MaskReading.ofLabels(dir, settings, files), files);
    }

    MaskReading reading() {
        return reading;
    }

    /** Lines about how masks were found, so far. */
    List<String> notes() {
        return notes;
    }

    /** A split without rows yet, identified by all files of the data set. */
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
        Place place = Place.of(path, dir, settings, isOther)
                .orElseThrow(() ->
                        new BadDatasetException(("%s: neither a list of names nor a folder with %s/ and %s/; correct"
                                        + " data.train or data.validation")
                                .formatted(path, settings.images(), settings.masks())));
        all(place, draft);
    }

    /** From now on, pictures named in a list are excluded from folders. */
    void leaveOutListed() {
        leftOut.addAll(listed);
    }

    /**
     * Reports how many pictures are in none of the lists, or that they are for training if there is no list for that.
     *
     * @param paths that were read, of both splits
     * @throws BadDatasetException if there is no list for training, and nothing is left for it
     */
    void noteUnlisted(List<Path> paths) throws BadDatasetException, IOException {
        Place place = Place.in(dir, settings);
        List<Path> lists = paths.stream().filter(Files::isRegularFile).toList();
        if (lists.isEmpty() || !place.exists()) {
            return;
        }
        long others = Layout.pictures(place.images(), place.masks()).values().stream()
                .flatMap(List::stream)
                .filter(picture -> !listed.contains(picture))
                .count();
        String names = String.join(", ", lists.stream().map(this::name).toList());
        boolean isRest = lists.size() < paths.size();
        if (isRest && others == 0) {
            throw new BadDatasetException(
                    "%s: names all pictures in %s, and none is left to train on; add train.txt, or remove lines"
                            .formatted(lists.get(0), name(place.images())));
        }
        if (isRest) {
            notes.add(("%s: there is no list for training, so what it does not name in %s is"
                            + " trained on: %d of the pictures there")
                    .formatted(names, name(place.images()), others));
        } else if (others > 0) {
            notes.add("%s: %d of the pictures in %s are named nowhere, and not used"
                    .formatted(names, others, name(place.images())));
        }
    }

    /** Every picture of a place, and every mask without one. */
    private void all(Place place, SplitDraft draft) throws IOException {
        FolderMasks masks = masks(place);
        Set<String> used = new HashSet<>();
        for (Map.Entry<String, List<Path>> pictures :
                Layout.pictures(place.images(), place.masks()).entrySet()) {
            List<Path> same = pictures.getValue();
            used.add(masks.stem(pictures.getKey()));
            if (leftOut.contains(same.get(0))) {
                continue;
            }
            add(draft, same.get(0), place, masks);
            for (Path other : same.subList(1, same.size())) {
                draft.drop(
                        row(other, place.masks().resolve(pictures.getKey() + ".png")),
                        "%s: has the mask of %s, which has the same name; rename or remove one of them"
                                .formatted(name(other), name(same.get(0))));
            }
        }
        for (Map.Entry<Path, String> stray :
                PictureFolder.strays(place.images()).entrySet()) {
            draft.drop(
                    row(stray.getKey(), mask(place, stray.getKey(), masks)),
                    "%s: %s".formatted(name(stray.getKey()), stray.getValue()));
            used.add(masks.stem(PictureFolder.stem(relative(place.images(), stray.getKey()))));
        }
        masks.byStem().forEach((stem, found) -> {
            boolean isOther = !settings.maskSuffix().isEmpty() && !stem.endsWith(settings.maskSuffix());
            if (!used.contains(stem) && !isOther) {
                Path missing = place.images().resolve(stem + ".jpg");
                draft.drop(
                        row(missing, found.get(0)),
                        "%s: a mask without a picture in %s; add the picture or remove the mask"
                                .formatted(name(found.get(0)), name(place.images())));
            }
        });
    }

    private FolderMasks masks(Place place) throws IOException {
        FolderMasks known = masksOf.get(place);
        if (known == null) {
            List<MaskNames> rules = masksOf.values().stream()
                    .flatMap(each -> each.rules().stream())
                    .toList();
            known = FolderMasks.of(place.images(), place.masks(), settings.maskSuffix(), rules);
            known.note(name(place.masks())).ifPresent(notes::add);
            masksOf.put(place, known);
        }
        return known;
    }

    private void listed(Path list, Place place, SplitDraft draft) throws BadDatasetException, IOException {
        if (!place.exists()) {
            throw new BadDatasetException(
                    "%s: lists pictures, but %s and %s are not both there; set data.images and data.masks"
                            .formatted(list, place.images(), place.masks()));
        }
        files.add(list);
        FolderMasks masks = masks(place);
        PictureList lines = PictureList.read(list, place.images(), place.masks());
        notes.addAll(lines.notes(name(list)));
        Set<Path> seen = new HashSet<>();
        for (PictureList.Line line : lines.lines()) {
            String where = "%s line %d".formatted(name(list), line.number());
            Optional<Path> picture = lines.picture(line);
            if (picture.isEmpty()) {
                draft.drop(
                        row(place.images().resolve("?"), place.masks().resolve("?")),
                        "%s: no picture is called '%s' in %s; add it or remove the line%s"
                                .formatted(
                                        where,
                                        Excerpt.of(line.text()),
                                        name(place.images()),
                                        lines.reason(line)
                                                .map(reason -> " (" + reason + ")")
                                                .orElse("")));
            } else if (!seen.add(picture.get())) {
                draft.drop(
                        row(picture.get(), mask(place, picture.get(), masks)),
                        "%s: '%s' is listed twice; remove the line".formatted(where, Excerpt.of(line.text())));
            } else if (lines.isMaskMissing(line)) {
                draft.drop(
                        row(picture.get(), mask(place, picture.get(), masks)),
                        "%s: no mask is called '%s' in %s; add it or remove the line"
                                .formatted(where, Excerpt.of(line.mask().orElse("")), name(place.masks())));
            } else if (lines.mask(line).isPresent()) {
                draft.add(row(picture.get(), lines.mask(line).get()));
            } else {
                add(draft, picture.get(), place, masks);
            }
        }
        listed.addAll(seen);
    }

    private void add(SplitDraft draft, Path picture, Place place, FolderMasks masks) {
        List<Path> own = masks.of(PictureFolder.stem(relative(place.images(), picture)));
        SourceRow row = row(picture, mask(place, picture, masks));
        if (own.isEmpty()) {
            draft.drop(
                    row,
                    "%s: no mask; expected %s%s or remove the picture"
                            .formatted(name(picture), name(mask(place, picture, masks)), masks.others()));
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

    private static Path mask(Place place, Path picture, FolderMasks masks) {
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

    /** The path of a file for messages, relative to the data set's folder. */
    private String name(Path file) {
        return relative(dir, file);
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
