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
import java.util.List;
import java.util.Optional;

/**
 * A data set between the list of its rows and the splits that are opened, whatever its format: where the classes are the categories of
 * the rows, these are read by them; a data set without a validation split is divided; categories that only one split has are left out.
 */
final class Drafts {

    private final Path dir;
    private final Listing listing;
    private final DataSettings settings;
    private final List<String> notes;
    private Optional<SplitDraft> train;
    private SplitDraft validation;

    private Drafts(Path dir, Listing listing, DataSettings settings) throws BadDatasetException {
        this.dir = dir;
        this.listing = listing;
        this.settings = settings;
        this.notes = new ArrayList<>(listing.notes());
        Optional<SplitDraft> given = listing.validation();
        train = listing.train();
        if (listing.classes().isEmpty()) {
            Categories categories = Categories.of(dir, train, given, settings.outside());
            train = train.map(categories::read);
            given = given.map(categories::read);
        }
        checkNotEmpty(train, "training");
        checkNotEmpty(given, "validation");
        validation = given.isPresent() ? given.get() : heldBack(train.orElseThrow());
    }

    private void checkNotEmpty(Optional<SplitDraft> split, String name) throws BadDatasetException {
        if (split.isPresent()) {
            split.get().checkNotEmpty("%s, %s".formatted(dir, name));
        }
    }

    /** Takes a part of the only split out of it. */
    private SplitDraft heldBack(SplitDraft all) throws BadDatasetException {
        HoldOut chosen = HoldOut.choose(dir, all.rows(), settings);
        notes.add(chosen.note(all.rows().size(), settings));
        train = Optional.of(all.without(chosen.rows()));
        return all.only(chosen.rows());
    }

    /**
     * Opens what a reader has listed; the data set then closes what the rows are read from.
     *
     * @throws BadDatasetException if a split has no usable row, or none can be held back
     */
    static DataSource open(Path dir, DataFormat format, Listing listing, DataSettings settings, CacheSettings cache)
            throws BadDatasetException {
        return new Drafts(dir, listing, settings).open(format, cache);
    }

    private DataSource open(DataFormat format, CacheSettings cache) throws BadDatasetException {
        ClassList classes = listing.classes().isPresent() ? listing.classes().get() : keepCommonCategories();
        Optional<Dataset> first = Optional.empty();
        if (train.isPresent()) {
            first = Optional.of(train.get().open(classes, opening("training", train.get(), cache)));
        }
        try {
            Dataset second = validation.open(classes, opening("validation", validation, cache));
            return new OpenedData(dir, format, classes, first, second, notes, listing.onClose());
        } catch (BadDatasetException e) {
            first.ifPresent(Dataset::close);
            throw e;
        }
    }

    private Rows.Opening opening(String name, SplitDraft draft, CacheSettings cache) {
        return new Rows.Opening(dir, name, draft.fingerprint(), listing.decoding(), cache, notes);
    }

    private ClassList keepCommonCategories() throws BadDatasetException {
        Optional<SplitDraft> given = Optional.of(validation);
        Categories common = Categories.common(dir, train, given, settings.outside());
        if (train.isPresent()) {
            SplitDraft kept = common.keep(train.get(), row -> Optional.empty());
            int left = train.get().rows().size() - kept.rows().size();
            if (left > 0) {
                notes.add("%d training rows are left out because validation has no row of their categories: %s"
                        .formatted(left, String.join(", ", common.missingIn(train.get()))));
            }
            train = Optional.of(kept);
        }
        validation = common.keep(
                validation,
                row -> Optional.of("%s: category '%s' has no training row; add some or remove this row"
                        .formatted(row.describe(), row.category().orElse(""))));
        checkNotEmpty(train, "training");
        checkNotEmpty(Optional.of(validation), "validation");
        return common.classes();
    }
}
