package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pictures in one folder and their masks, of the same names, in another. A split is found, in this order,
 *
 * <ol>
 *   <li>where {@link DataSettings#train} and {@link DataSettings#validation} say: folders with both in them, or
 *       text files with a name per line
 *   <li>in {@code train/images} and {@code train/masks}, with {@code val}, {@code validation}, {@code valid} or
 *       {@code test} beside {@code train}
 *   <li>in {@code images/train} and {@code masks/train}, likewise
 *   <li>in {@code train.txt} and {@code val.txt}, which list names in {@code images}
 *   <li>by holding back a part of {@code images}
 * </ol>
 *
 * Masks hold class ids, as grey levels or as indices of a palette; or colours, if there is a {@link PaletteFile}. Names
 * come from {@link NamedClasses}, or else from the palette.
 */
final class FolderReader implements SourceReader {

    private static final List<String> TRAINING = List.of("train", "training");
    private static final List<String> VALIDATION = List.of("val", "validation", "valid", "test");

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
        return "%s/ with %s/ (or both in train/)".formatted(settings.images(), settings.masks());
    }

    @Override
    public boolean hasProducts() {
        return false;
    }

    @Override
    public boolean takes(String entry) {
        return false; // may be called anything
    }

    @Override
    public Found find(Path dir, DataSettings settings) {
        List<Path> train = place(dir, settings, TRAINING);
        List<Path> validation = place(dir, settings, VALIDATION);
        boolean hasRoot = FolderRows.Place.in(dir, settings).exists();
        if (!train.isEmpty() || !hasRoot) {
            return new Found(train, validation);
        }
        List<Path> trainList = list(dir, TRAINING);
        return trainList.isEmpty() ? new Found(List.of(dir), List.of()) : new Found(trainList, list(dir, VALIDATION));
    }

    private static List<Path> place(Path dir, DataSettings settings, List<String> names) {
        return names.stream()
                .map(dir::resolve)
                .filter(path -> FolderRows.Place.of(path, dir, settings).isPresent())
                .limit(1)
                .toList();
    }

    private static List<Path> list(Path dir, List<String> names) {
        return names.stream()
                .map(name -> dir.resolve(name + ".txt"))
                .filter(Files::isRegularFile)
                .limit(1)
                .toList();
    }

    @Override
    public Listing list(Path dir, Found found, DataSettings settings) throws BadDatasetException, IOException {
        FolderRows rows = FolderRows.in(dir, settings);
        Optional<SplitDraft> train = read(found.train(), rows);
        Optional<SplitDraft> validation = read(found.validation(), rows);
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
