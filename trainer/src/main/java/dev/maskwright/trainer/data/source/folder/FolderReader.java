package dev.maskwright.trainer.data.source.folder;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.names.NamedClasses;
import dev.maskwright.trainer.data.source.names.PaletteFile;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import dev.maskwright.trainer.data.source.names.SplitNames;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.SourceReader;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pictures in one folder and their masks, of the same names, in another. A split is found, in this order,
 *
 * <ol>
 *   <li>where {@link DataSettings#train} and {@link DataSettings#validation} say: folders with both in them, or text
 *       files with a name per line
 *   <li>in {@code train/images} and {@code train/masks}, with {@code val} or another name in {@link SplitNames} beside
 *       {@code train}
 *   <li>in {@code images/train} and {@code masks/train}, likewise
 *   <li>in {@code train.txt} and {@code val.txt}, here or in a folder for lists, which list names in {@code images}; if
 *       there is only the latter, all others are for training
 *   <li>by holding back a part of {@code images}
 * </ol>
 *
 * Masks hold class ids, as grey levels or as indices of a palette; or colours, if there is a {@link PaletteFile}. Names
 * come from {@link NamedClasses}, or else from the palette.
 */
public final class FolderReader implements SourceReader {

    private static final Set<String> SPLITS = Stream.concat(
                    SplitNames.TRAINING.stream(), SplitNames.VALIDATION.stream())
            .collect(Collectors.toSet());

    /**
     * Where lists of names are, relative to the data set's folder: here, as in VOC, and in folders of the usual names.
     */
    private static final List<String> LISTS = List.of("", "ImageSets/Segmentation", "splits", "split", "lists");

    private final boolean isOther;

    private FolderReader(boolean isOther) {
        this.isOther = isOther;
    }

    /** For folders named as in the settings. */
    public static FolderReader ofUsualNames() {
        return new FolderReader(false);
    }

    /** For folders of well-known data sets, see {@link Layout}; used if nothing else fits. */
    public static FolderReader ofOtherNames() {
        return new FolderReader(true);
    }

    @Override
    public DataFormat format() {
        return DataFormat.FOLDER;
    }

    @Override
    public String title() {
        return "a folder of masks";
    }

    @Override
    public String expected(DataSettings settings) {
        return isOther
                ? "pictures and masks as VOC, Cityscapes, ADE20K, CamVid and Roboflow have them"
                : "%s/ with %s/ (or both in train/)".formatted(settings.images(), settings.masks());
    }

    @Override
    public boolean hasProducts() {
        return false;
    }

    @Override
    public boolean takes(String entry) {
        return false; // may have any name
    }

    @Override
    public Found find(Path dir, DataSettings settings) throws IOException {
        DataSettings located = located(dir, settings);
        List<Path> train = place(dir, located, SplitNames.TRAINING);
        List<Path> validation = place(dir, located, SplitNames.VALIDATION);
        FolderRows.Place root = FolderRows.Place.in(dir, located);
        if (!train.isEmpty() || !root.exists() || (!validation.isEmpty() && isDivided(root.images()))) {
            boolean isMixed = isOther && train.isEmpty() && validation.isEmpty() && Layout.isMixed(dir);
            return isMixed ? new Found(List.of(dir), List.of()) : new Found(train, validation);
        }
        List<Path> trainList = nameList(dir, SplitNames.TRAINING);
        return new Found(trainList.isEmpty() ? List.of(dir) : trainList, nameList(dir, SplitNames.VALIDATION));
    }

    private DataSettings located(Path dir, DataSettings settings) throws IOException {
        return isOther ? Layout.located(dir, settings, SPLITS) : settings;
    }

    private List<Path> place(Path dir, DataSettings settings, List<String> names) throws IOException {
        return Layout.splits(dir, settings, names).stream()
                .filter(path ->
                        FolderRows.Place.of(path, dir, settings, isOther).isPresent())
                .limit(1)
                .toList();
    }

    /** Whether all pictures are in folders named like splits: then none of them belongs to a missing split. */
    private static boolean isDivided(Path images) throws IOException {
        return PictureFolder.below(images).stream()
                .map(images::relativize)
                .allMatch(picture -> picture.getNameCount() > 1
                        && SPLITS.contains(picture.getName(0).toString().toLowerCase(Locale.ROOT)));
    }

    private static List<Path> nameList(Path dir, List<String> names) throws IOException {
        List<Path> lists = new ArrayList<>();
        for (String place : LISTS) {
            if (Files.isDirectory(dir.resolve(place))) {
                try (Stream<Path> files = Files.list(dir.resolve(place))) {
                    files.filter(file -> names.contains(listName(file)) && Files.isRegularFile(file))
                            .forEach(lists::add);
                }
            }
        }
        return lists.stream()
                .min(Comparator.<Path>comparingInt(list -> names.indexOf(listName(list)))
                        .thenComparingInt(list -> lists.indexOf(list)))
                .stream()
                .toList();
    }

    /** {@code train} for {@code Train.txt} and {@code train_list.txt}. */
    private static String listName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".txt") ? name.replaceFirst("(_list)?\\.txt$", "") : "";
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        DataSettings located = located(dir, settings);
        FolderRows rows = FolderRows.in(dir, located, isOther);
        if (!located.equals(settings)) {
            rows.notes()
                    .add("pictures are in %s/ and masks in %s/ (data.images, data.masks)"
                            .formatted(located.images(), located.masks()));
        }
        boolean isRest = settings.train().isEmpty() && found.train().contains(dir);
        Optional<SplitDraft> first = isRest ? read(found.validation(), rows) : Optional.empty();
        rows.leaveOutListed();
        Optional<SplitDraft> train = read(found.train(), rows);
        Optional<SplitDraft> validation = isRest ? first : read(found.validation(), rows);
        rows.noteUnlisted(found.all());
        return Listing.ofFiles(
                train,
                validation,
                Optional.of(rows.reading().classes()),
                "FOLDER " + rows.reading().decoding(),
                rows.notes());
    }

    private static Optional<SplitDraft> read(List<Path> paths, FolderRows rows)
            throws BadDatasetException, IOException {
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        SplitDraft draft = rows.draft();
        for (Path path : paths) {
            rows.read(path, draft);
        }
        return Optional.of(draft);
    }
}
