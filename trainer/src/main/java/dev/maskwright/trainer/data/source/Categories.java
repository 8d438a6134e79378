package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.PictureRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** For rows with one product each: the classes are the categories of the rows, in alphabetical order. */
final class Categories {

    private final Set<String> names;
    private final MaskReading reading;

    private Categories(Path dir, Set<String> names, Outside outside) throws BadDatasetException {
        this.names = names;
        try {
            this.reading = MaskReading.ofProducts(ClassList.of(names), outside);
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException(
                    "%s: the categories cannot serve as classes (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    /** The categories of all existing splits. */
    static Categories all(Path dir, Optional<SplitDraft> train, Optional<SplitDraft> validation, Outside outside)
            throws BadDatasetException {
        Set<String> all = new TreeSet<>();
        Stream.of(train, validation).flatMap(Optional::stream).forEach(split -> all.addAll(in(split)));
        return new Categories(dir, all, outside);
    }

    /** The categories that all existing splits have. */
    static Categories common(Path dir, Optional<SplitDraft> train, Optional<SplitDraft> validation, Outside outside)
            throws BadDatasetException {
        Set<String> common = new TreeSet<>();
        Stream.of(train, validation).flatMap(Optional::stream).forEach(split -> common.addAll(in(split)));
        Stream.of(train, validation).flatMap(Optional::stream).forEach(split -> common.retainAll(in(split)));
        return new Categories(dir, common, outside);
    }

    private static Set<String> in(SplitDraft split) {
        Set<String> categories = new TreeSet<>();
        pictures(split).forEach(row -> row.category().ifPresent(categories::add));
        return categories;
    }

    private static List<PictureRow> pictures(SplitDraft split) {
        return split.rows().stream().map(PictureRow.class::cast).toList();
    }

    ClassList classes() {
        return reading.classes();
    }

    /** The categories of a split that are not among these. */
    Set<String> missingIn(SplitDraft split) {
        Set<String> others = in(split);
        others.removeAll(names);
        return others;
    }

    /** The rows of a split, read by these classes; those without a category are dropped. */
    SplitDraft read(SplitDraft split) {
        SplitDraft read = split.withoutRows();
        for (PictureRow row : pictures(split)) {
            if (row.category().isPresent()) {
                read.add(row.withReading(reading));
            } else {
                read.drop(row, row.describe() + ": the row has no category; write one or remove the row");
            }
        }
        return read;
    }

    /** The rows of these categories, read by these classes; the others are dropped silently. */
    SplitDraft keep(SplitDraft split) {
        SplitDraft kept = split.withoutRows();
        pictures(split).stream().filter(this::has).forEach(row -> kept.add(row.withReading(reading)));
        return kept;
    }

    /** As {@link #keep}, but the others are listed as dropped. */
    SplitDraft keepAndName(SplitDraft split) {
        SplitDraft kept = keep(split);
        for (PictureRow row : pictures(split)) {
            if (!has(row)) {
                kept.drop(
                        row,
                        "%s: category '%s' has no training row; add some or remove this row"
                                .formatted(row.describe(), row.category().orElse("")));
            }
        }
        return kept;
    }

    private boolean has(PictureRow row) {
        return row.category().filter(names::contains).isPresent();
    }
}
