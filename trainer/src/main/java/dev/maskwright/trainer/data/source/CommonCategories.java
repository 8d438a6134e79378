package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.source.ProductMasks.Outside;
import dev.maskwright.trainer.data.source.ProductMasks.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** For sets with one product per row: the classes are the categories that both splits have. */
final class CommonCategories {

    private CommonCategories() {}

    /**
     * Leaves out the rows of other categories, those of training with one note, those of validation one by one; the rest is read by the
     * classes that remain.
     */
    static ClassList keep(Drafts drafts, Outside outside) throws BadDatasetException {
        Set<String> common = categories(drafts.train());
        Set<String> onlyInTraining = new TreeSet<>(common);
        onlyInTraining.removeAll(categories(drafts.validation()));
        common.retainAll(categories(drafts.validation()));
        ClassList classes = ClassList.of(common);
        MaskReading reading = MaskReading.of(classes, Target.MASK, outside);

        SplitDraft train = drafts.train().withoutRows();
        pictures(drafts.train()).stream()
                .filter(row -> common.contains(category(row)))
                .forEach(row -> train.add(row.withReading(reading)));
        int left = drafts.train().rows().size() - train.rows().size();
        if (left > 0) {
            drafts.note("%d training rows are left out because validation has no row of their categories: %s"
                    .formatted(left, String.join(", ", onlyInTraining)));
        }
        SplitDraft validation = drafts.validation().withoutRows();
        for (PictureRow row : pictures(drafts.validation())) {
            if (common.contains(category(row))) {
                validation.add(row.withReading(reading));
            } else {
                validation.drop(
                        row,
                        "%s: category '%s' has no training row; add some or remove this row"
                                .formatted(row.describe(), category(row)));
            }
        }
        drafts.replace(train, validation);
        return classes;
    }

    private static List<PictureRow> pictures(SplitDraft draft) {
        return draft.rows().stream().map(PictureRow.class::cast).toList();
    }

    private static Set<String> categories(SplitDraft draft) {
        Set<String> categories = new TreeSet<>();
        pictures(draft).forEach(row -> categories.add(category(row)));
        return categories;
    }

    private static String category(PictureRow row) {
        return row.category().orElse("");
    }
}
