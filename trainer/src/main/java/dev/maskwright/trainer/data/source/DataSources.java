package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.coco.CocoReader;
import dev.maskwright.trainer.data.source.csv.CsvReader;
import dev.maskwright.trainer.data.source.folder.FolderReader;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import dev.maskwright.trainer.data.source.parquet.ParquetReader;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.SourceReader;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens data sets of every format. The steps for a folder, with {@code <-} for returns:
 *
 * <ol>
 *   <li>{@link #open} asks the {@link SourceReader}s
 *   <li>{@link SourceReader#find}: which files are which split {@code <-}
 *   <li>{@link SourceReader#list}: their rows as a {@link Listing}
 *   <li>{@link MaskReading}: what the files of classes and colours say masks mean
 *   <li>{@link PictureFolder}: which pictures there are {@code <-}
 *   <li>{@link Drafts}: divides where there is one split for training only, leaves out categories that only one split
 *       has
 *   <li>{@link Rows}: one opened split, which decodes its rows and keeps them
 *   <li>{@link Fingerprint}: what the decoded rows are known by
 * </ol>
 */
public final class DataSources {

    /** Also the reader for an entry of {@code data.train} that no other reader accepts: folders may have any name. */
    private static final SourceReader FOLDERS = FolderReader.ofUsualNames();

    /**
     * Only tried if nothing else was found: pictures beside masks may also belong to a table or a list of another
     * format.
     */
    private static final SourceReader OTHER_FOLDERS = FolderReader.ofOtherNames();

    /**
     * In the order in which a folder is tried. A new format is a class, its line here and its name in {@link
     * DataFormat}.
     */
    private static final List<SourceReader> READERS =
            List.of(new ParquetReader(), FOLDERS, new CocoReader(), new CsvReader(), OTHER_FOLDERS);

    /** The depth, and the number of folders, in which to look for a data set to suggest. */
    private static final int DEPTH = 2;

    private static final int MOST_FOLDERS = 100;

    private record Recognised(SourceReader reader, Found found) {}

    private DataSources() {}

    /**
     * Opens a data set. One without a validation split is divided; one with only a validation split can be evaluated
     * on, but not trained on.
     *
     * @param dir      its folder
     * @param settings its format, or that it is to be detected, where things are, and which masks are learned
     * @param cache    where decoded pictures are kept
     * @throws BadDatasetException if the folder holds no data set of the format, or one that cannot be used
     */
    public static DataSource open(Path dir, DataSettings settings, CacheOptions cache) throws BadDatasetException {
        if (!Files.isDirectory(dir)) {
            throw new BadDatasetException("%s: no such folder; name the folder that holds the data set".formatted(dir));
        }
        try {
            Recognised recognised = settings.train().isEmpty() ? search(dir, settings) : named(dir, settings);
            SourceReader reader = recognised.reader();
            checkTarget(dir, settings, reader);
            Listing listing = reader.list(dir, recognised.found(), settings);
            return opened(dir, reader.format(), listing, settings, cache);
        } catch (IOException | UncheckedIOException | StackOverflowError e) {
            throw new BadDatasetException("%s: cannot be read (%s)".formatted(dir, e.getMessage()), e);
        } catch (InvalidPathException e) { // a setting; contents of files are checked elsewhere
            throw new BadDatasetException(
                    "%s: a data setting names a file that cannot exist here (%s); correct it"
                            .formatted(dir, e.getMessage()),
                    e);
        }
    }

    private static DataSource opened(
            Path dir, DataFormat format, Listing listing, DataSettings settings, CacheOptions cache)
            throws BadDatasetException {
        try {
            return Drafts.open(dir, format, listing, settings, cache);
        } catch (BadDatasetException | RuntimeException e) {
            listing.close();
            throw e;
        }
    }

    private static void checkTarget(Path dir, DataSettings settings, SourceReader reader) throws BadDatasetException {
        if (settings.target() == Target.MASK && !reader.hasProducts()) {
            String able = READERS.stream()
                    .filter(SourceReader::hasProducts)
                    .map(SourceReader::title)
                    .collect(Collectors.joining(", "));
            throw new BadDatasetException(("%s: data.target=mask is for sets with one product per row (%s), but this is"
                            + " %s; train with data.target=labels")
                    .formatted(dir, able, reader.title()));
        }
        if (settings.target() == Target.MASK && !settings.ids().isEmpty()) {
            throw new BadDatasetException(("%s: data.ids is for masks of class ids, but with data.target=mask they are"
                            + " black and white; remove one of the two")
                    .formatted(dir));
        }
    }

    private static Recognised named(Path dir, DataSettings settings) {
        String entry = settings.train().get(0);
        SourceReader reader = READERS.stream()
                .filter(each ->
                        settings.format() == DataFormat.AUTO ? each.takes(entry) : each.format() == settings.format())
                .findFirst()
                .orElse(FOLDERS);
        return new Recognised(reader, Found.named(dir, settings));
    }

    /**
     * Of what the usual readers find, or else the others, the first with training rows, or else with validation rows.
     */
    private static Recognised search(Path dir, DataSettings settings) throws BadDatasetException, IOException {
        List<SourceReader> asked = READERS.stream()
                .filter(reader -> settings.format() == DataFormat.AUTO || settings.format() == reader.format())
                .toList();
        List<Recognised> recognised = new ArrayList<>();
        for (SourceReader reader : asked) {
            if (reader == OTHER_FOLDERS && !recognised.isEmpty()) {
                break;
            }
            Found found = reader.find(dir, settings);
            if (!found.isEmpty()) {
                recognised.add(new Recognised(reader, found));
            }
        }
        return recognised.stream()
                .filter(each -> !each.found().train().isEmpty())
                .findFirst()
                .or(() -> recognised.stream().findFirst())
                .orElseThrow(
                        () -> new BadDatasetException(("%s: no data set of a known format; looked for %s; data.format,"
                                        + " data.train, data.images and data.masks say what and where it is%s")
                                .formatted(
                                        dir,
                                        asked.stream()
                                                .map(reader -> reader.expected(settings))
                                                .collect(Collectors.joining(", for ")),
                                        Stranger.in(dir)
                                                .or(() -> below(dir, asked, settings))
                                                .map(hint -> ". " + hint)
                                                .orElse(""))));
    }

    /** A hint at a data set in a subfolder, as in unpacked archives. */
    private static Optional<String> below(Path dir, List<SourceReader> readers, DataSettings settings) {
        try (Stream<Path> all = Files.walk(dir, DEPTH)) {
            for (Path folder : all.filter(path -> !path.equals(dir) && Files.isDirectory(path))
                    .limit(MOST_FOLDERS)
                    .sorted()
                    .toList()) {
                for (SourceReader reader : readers) {
                    if (!reader.find(folder, settings).isEmpty()) {
                        return Optional.of("Found %s in %s: name that folder".formatted(reader.title(), folder));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // it is only a hint
        }
        return Optional.empty();
    }
}
