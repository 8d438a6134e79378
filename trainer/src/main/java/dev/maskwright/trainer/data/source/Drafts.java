package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.reader.Listing;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A data set between the list of its rows and the splits that are opened, whatever its format: where the classes are
 * the categories of the rows, these are read by them; a data set without a validation split is divided; categories that
 * only one split has are left out.
 */
final class Drafts {

    private final Path dir;
    private final Listing listing;
    private final DataSettings settings;
    private final List<String> notes;
    private Optional<SplitDraft> train;
    private Optional<SplitDraft> validation;

    private Drafts(Path dir, Listing listing, DataSettings settings) {
        this.dir = dir;
        this.listing = listing;
        this.settings = settings;
        this.notes = new ArrayList<>(listing.notes());
        this.train = listing.train();
        this.validation = listing.validation();
    }

    /**
     * Opens what a reader has listed; the data set then closes the source of the rows.
     *
     * @throws BadDatasetException if a split has no usable row, or none can be held back
     */
    static DataSource open(Path dir, DataFormat format, Listing listing, DataSettings settings, CacheOptions cache)
            throws BadDatasetException {
        Drafts drafts = new Drafts(dir, listing, settings);
        if (listing.classes().isPresent()) {
            drafts.divide();
            return drafts.openSplits(format, listing.classes().get(), cache);
        }
        drafts.readByAllCategories();
        drafts.divide();
        return drafts.openSplits(format, drafts.keepCommonCategories(), cache);
    }

    private void checkNotEmpty() throws BadDatasetException {
        if (train.isPresent()) {
            train.get().checkNotEmpty("%s, training".formatted(dir));
        }
        if (validation.isPresent()) {
            validation.get().checkNotEmpty("%s, validation".formatted(dir));
        }
    }

    private void readByAllCategories() throws BadDatasetException {
        Categories categories = Categories.all(dir, train, validation, settings.outside());
        train = train.map(categories::read);
        validation = validation.map(categories::read);
    }

    /** Holds back a part of the rows if there are none for validation. */
    private void divide() throws BadDatasetException {
        checkNotEmpty();
        if (validation.isEmpty()) {
            SplitDraft all = train.orElseThrow();
            HoldOut chosen = HoldOut.choose(dir, all.rows(), settings);
            notes.add(chosen.note(all.rows().size(), settings));
            train = Optional.of(all.without(chosen.rows()));
            validation = Optional.of(all.only(chosen.rows()));
        }
    }

    private ClassList keepCommonCategories() throws BadDatasetException {
        Categories common = Categories.common(dir, train, validation, settings.outside());
        if (train.isPresent()) {
            SplitDraft kept = common.keep(train.get());
            int left = train.get().rows().size() - kept.rows().size();
            if (left > 0) {
                notes.add("%d training rows are left out because validation has no row of their categories: %s"
                        .formatted(left, String.join(", ", common.missingIn(train.get()))));
            }
            train = Optional.of(kept);
        }
        validation = validation.map(common::keepAndName);
        checkNotEmpty();
        return common.classes();
    }

    private DataSource openSplits(DataFormat format, ClassList classes, CacheOptions cache) throws BadDatasetException {
        Optional<Dataset> first = Optional.empty();
        if (train.isPresent()) {
            first = Optional.of(Rows.open(train.get(), classes, opening("training", cache)));
        }
        try {
            SplitDraft held = validation.orElseThrow();
            Dataset second = Rows.open(held, classes, opening("validation", cache));
            return new OpenedData(dir, format, classes, first, second, notes, listing.onClose());
        } catch (BadDatasetException e) {
            first.ifPresent(Dataset::close);
            throw e;
        }
    }

    private Rows.Opening opening(String name, CacheOptions cache) {
        return new Rows.Opening(dir, name, listing.decoding(), cache, notes);
    }
}
