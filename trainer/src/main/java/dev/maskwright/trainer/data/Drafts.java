package dev.maskwright.trainer.data;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The last step of every format that lists its rows first: a validation split, if there is none, and the data set. */
final class Drafts {

    private Drafts() {}

    static DataSource finish(
            Path dir,
            DataFormat format,
            DataSettings settings,
            ClassList classes,
            SplitDraft train,
            Optional<SplitDraft> validation,
            Collection<Path> files,
            List<String> notes,
            CacheSettings cache)
            throws BadDatasetException {
        train.checkNotEmpty("%s, training".formatted(dir));
        SplitDraft held = validation.orElseThrow(() -> new BadDatasetException("%s: no validation split".formatted(dir)));
        held.checkNotEmpty("%s, validation".formatted(dir));
        Fingerprint.Source fingerprint = Fingerprint.ofFiles(dir, files);
        return new SplitData(
                format, train.open(classes, cache, fingerprint), held.open(classes, cache, fingerprint), notes);
    }
}
