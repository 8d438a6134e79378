package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.ColourPalette;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.names.MappedIds;
import dev.maskwright.trainer.data.source.names.NamedClasses;
import dev.maskwright.trainer.data.source.names.PaletteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the masks of a data set are read.
 *
 * @param ids     the meaning of the numbers, with {@link Target#LABELS}
 * @param idsFrom where the meaning is defined, for messages
 * @param palette the meaning of colours, if masks are in colours
 */
public record MaskReading(
        ClassList classes,
        Target target,
        Outside outside,
        LabelIds ids,
        String idsFrom,
        Optional<ColourPalette> palette) {

    /** Files of classes to try if none is named, in order. */
    private static final List<String> USUAL =
            List.of("classes.txt", "labels.txt", "class_names.txt", "_classes.csv", "train/_classes.csv");

    /** Masks of one product each, with the classes known so far. */
    public static MaskReading ofProducts(ClassList classes, Outside outside) {
        return new MaskReading(
                classes, Target.MASK, outside, LabelIds.of(classes, OptionalInt.empty()), "", Optional.empty());
    }

    /** Masks of one product each, before the categories of all rows are known. */
    public static MaskReading ofUnknownProducts(Outside outside) {
        return ofProducts(ClassList.of(List.of()), outside);
    }

    /**
     * Masks of class ids, by the file of classes in a folder.
     *
     * @throws BadDatasetException if there is none, and no {@code data.ids}; or one of them cannot be used
     */
    public static MaskReading ofIds(Path dir, DataSettings settings) throws BadDatasetException {
        return ofIds(named(dir, settings, Optional.empty()), settings, Optional.empty());
    }

    /**
     * Masks of class ids or colours, by the files of classes and colours in a folder.
     *
     * @param files receives the files that were read
     */
    public static MaskReading ofLabels(Path dir, DataSettings settings, Collection<Path> files)
            throws BadDatasetException {
        Optional<PaletteFile> palette = PaletteFile.find(dir, settings.palette());
        NamedClasses named = named(dir, settings, palette);
        palette.ifPresent(found -> files.add(found.file()));
        Path classesFile = classesFile(dir, settings);
        if (Files.exists(classesFile)) {
            files.add(classesFile);
        }
        if (palette.isPresent() && !settings.ids().isEmpty()) {
            throw new BadDatasetException(
                    "%s: says what colours mean, but data.ids says what numbers mean; remove one of them"
                            .formatted(palette.get().file()));
        }
        return ofIds(
                named, settings, palette.isPresent() ? Optional.of(palette.get().palette(named)) : Optional.empty());
    }

    /** What decoding depends on besides the contents of the files. */
    public String decoding() {
        return target == Target.MASK ? "%s %s".formatted(target, outside) : "%s %s".formatted(target, ids);
    }

    /** Whether there is a source for the names of the classes. */
    public static boolean areNamed(Path dir, DataSettings settings) {
        return !settings.ids().isEmpty() || Files.exists(classesFile(dir, settings));
    }

    private static NamedClasses named(Path dir, DataSettings settings, Optional<PaletteFile> palette)
            throws BadDatasetException {
        Path file = classesFile(dir, settings);
        if (Files.exists(file)) {
            return NamedClasses.read(file);
        }
        if (palette.isPresent()) {
            return palette.get().classes();
        }
        return settings.ids().isEmpty() ? NamedClasses.read(file) : MappedIds.classes(settings.ids());
    }

    /** The named one, or a usual one if none is named. */
    private static Path classesFile(Path dir, DataSettings settings) {
        Path named = dir.resolve(settings.classes());
        if (!settings.classes().equals(DataSettings.defaults().classes()) || Files.exists(named)) {
            return named;
        }
        return USUAL.stream()
                .map(dir::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(named);
    }

    private static MaskReading ofIds(NamedClasses named, DataSettings settings, Optional<ColourPalette> palette)
            throws BadDatasetException {
        OptionalInt ignoreId = settings.ignoreId() >= 0 ? OptionalInt.of(settings.ignoreId()) : named.ignoreId();
        boolean isMapped = !settings.ids().isEmpty();
        LabelIds ids = isMapped
                ? MappedIds.labelIds(settings.ids(), named.classes(), ignoreId)
                : LabelIds.of(withIgnored(named.classIds(), ignoreId), false);
        return new MaskReading(
                named.classes(),
                Target.LABELS,
                Outside.BACKGROUND,
                ids,
                isMapped ? "data.ids" : settings.classes(),
                palette);
    }

    private static Map<Integer, Integer> withIgnored(Map<Integer, Integer> classIds, OptionalInt ignoreId) {
        Map<Integer, Integer> all = new HashMap<>(classIds);
        ignoreId.ifPresent(id -> all.put(id, Sample.IGNORE));
        return all;
    }
}
