package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.source.ProductMasks.Outside;
import dev.maskwright.trainer.data.source.ProductMasks.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;

/** What masks of class ids or colours mean, from the files of classes and colours of a folder. */
record NamedMasks(MaskReading reading) {

    /** @param files takes the files that it read */
    static NamedMasks read(Path dir, DataSettings settings, Collection<Path> files) throws BadDatasetException {
        Optional<PaletteFile> palette = PaletteFile.find(dir, settings.palette());
        Path classesFile = dir.resolve(settings.classes());
        NamedClasses named = palette.isPresent() && !Files.exists(classesFile)
                ? palette.get().classes()
                : NamedClasses.read(classesFile);
        palette.ifPresent(found -> files.add(found.file()));
        if (Files.exists(classesFile)) {
            files.add(classesFile);
        }
        OptionalInt ignoreId = settings.ignoreId() >= 0 ? OptionalInt.of(settings.ignoreId()) : named.ignoreId();
        return new NamedMasks(new MaskReading(
                named.classes(),
                Target.LABELS,
                Outside.BACKGROUND,
                LabelIds.of(named.classes(), ignoreId),
                palette.isPresent() ? Optional.of(palette.get().palette(named)) : Optional.empty()));
    }
}
