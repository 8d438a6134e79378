package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.ColourPalette;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the masks of a data set are read.
 *
 * @param ids     what the numbers mean, with {@link Target#LABELS}
 * @param palette what colours mean, if masks are in colours
 */
record MaskReading(ClassList classes, Target target, Outside outside, LabelIds ids, Optional<ColourPalette> palette) {

    /** Masks of one product each, by the classes that there are so far. */
    static MaskReading ofProducts(ClassList classes, Outside outside) {
        return new MaskReading(
                classes, Target.MASK, outside, LabelIds.of(classes, OptionalInt.empty()), Optional.empty());
    }

    /** Masks of one product each, before the categories of all rows are known. */
    static MaskReading ofUnknownProducts(Outside outside) {
        return ofProducts(ClassList.of(List.of()), outside);
    }

    /** Masks of class ids. */
    static MaskReading ofIds(NamedClasses named, DataSettings settings) {
        return ofLabels(named, settings, Optional.empty());
    }

    /**
     * Masks of class ids or colours, by the files of classes and colours in a folder.
     *
     * @param files takes the files that it read
     */
    static MaskReading ofLabels(Path dir, DataSettings settings, Collection<Path> files) throws BadDatasetException {
        Optional<PaletteFile> palette = PaletteFile.find(dir, settings.palette());
        Path classesFile = dir.resolve(settings.classes());
        NamedClasses named = palette.isPresent() && !Files.exists(classesFile)
                ? palette.get().classes()
                : NamedClasses.read(classesFile);
        palette.ifPresent(found -> files.add(found.file()));
        if (Files.exists(classesFile)) {
            files.add(classesFile);
        }
        return ofLabels(
                named, settings, palette.isPresent() ? Optional.of(palette.get().palette(named)) : Optional.empty());
    }

    private static MaskReading ofLabels(NamedClasses named, DataSettings settings, Optional<ColourPalette> palette) {
        OptionalInt ignoreId = settings.ignoreId() >= 0 ? OptionalInt.of(settings.ignoreId()) : named.ignoreId();
        return new MaskReading(
                named.classes(), Target.LABELS, Outside.BACKGROUND, LabelIds.of(named.classes(), ignoreId), palette);
    }
}
