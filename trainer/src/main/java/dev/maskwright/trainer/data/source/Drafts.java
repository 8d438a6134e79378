package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A data set while it is being opened, in any format that lists its rows first. */
final class Drafts {

    private final Path dir;
    private final DataFormat format;
    private final DataSettings settings;
    private final CacheSettings cache;
    private final List<String> notes = new ArrayList<>();
    private SplitDraft train = new SplitDraft();
    private SplitDraft validation = new SplitDraft();

    private Drafts(Path dir, DataFormat format, DataSettings settings, CacheSettings cache) {
        this.dir = dir;
        this.format = format;
        this.settings = settings;
        this.cache = cache;
    }

    static Drafts of(Path dir, DataFormat format, DataSettings settings, CacheSettings cache) {
        return new Drafts(dir, format, settings, cache);
    }

    Drafts note(String line) {
        notes.add(line);
        return this;
    }

    SplitDraft train() {
        return train;
    }

    SplitDraft validation() {
        return validation;
    }

    /** Takes the splits as they are, or holds back a part of the only one. */
    Drafts divided(SplitDraft rows, Optional<SplitDraft> found) throws BadDatasetException {
        rows.checkNotEmpty("%s, training".formatted(dir));
        train = rows;
        if (found.isPresent()) {
            validation = found.get();
            validation.checkNotEmpty("%s, validation".formatted(dir));
            return this;
        }
        HoldOut chosen = HoldOut.choose(dir, rows.rows(), settings);
        train = rows.without(chosen.rows());
        validation = rows.only(chosen.rows());
        notes.add(chosen.note(rows.rows().size(), settings));
        return this;
    }

    /** @throws BadDatasetException if one of them is empty */
    void replace(SplitDraft otherTrain, SplitDraft otherValidation) throws BadDatasetException {
        otherTrain.checkNotEmpty("%s, training".formatted(dir));
        otherValidation.checkNotEmpty("%s, validation".formatted(dir));
        train = otherTrain;
        validation = otherValidation;
    }

    /** @param files what the data set is made of */
    DataSource opened(ClassList classes, Collection<Path> files) throws BadDatasetException {
        return opened(classes, files, "");
    }

    /** @param decoding what decoding depends on besides files and settings */
    DataSource opened(ClassList classes, Collection<Path> files, String decoding) throws BadDatasetException {
        Fingerprint.Source fingerprint = Fingerprint.ofFiles(dir, files);
        String all = "%s %s %d".formatted(format, decoding, settings.ignoreId());
        Dataset first = train.open(classes, new Rows.Opening(dir, "training", fingerprint, all, cache, notes));
        try {
            return new SplitData(
                    format,
                    first,
                    validation.open(classes, new Rows.Opening(dir, "validation", fingerprint, all, cache, notes)),
                    notes);
        } catch (BadDatasetException e) {
            first.close();
            throw e;
        }
    }
}
