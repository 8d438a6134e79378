package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.RawMask;
import java.util.List;

/** Checks whether the mask shows anything. */
record EmptyMaskCheck() implements RowCheck {

    @Override
    public List<Finding> check(StoredRow row) {
        if (row.raw().mask().isEmpty()) {
            return List.of();
        }
        RawMask mask = row.raw().mask().get();
        if (mask instanceof RawMask.Product product) {
            for (byte level : product.levels()) {
                if (level != 0) {
                    return List.of(); // too dark is reported separately
                }
            }
            return List.of(row.finding(
                    FaultKind.EMPTY_MASK, Severity.ERROR, "the mask is black; the product should be white", 2));
        }
        MaskValues values = MaskValues.of(mask);
        boolean onlyBackground = row.hasBackground() && values.countOf(0) > 0;
        boolean showsSomething = values.classes().anyMatch(id -> id > 0 || !row.hasBackground());
        if (showsSomething || !values.strangers().isEmpty() || ValueCheck.isBlackAndWhite(row, values)) {
            return List.of();
        }
        return List.of(
                onlyBackground
                        ? row.finding(FaultKind.EMPTY_MASK, Severity.WARNING, "the mask holds only background", 0)
                        : row.finding(FaultKind.EMPTY_MASK, Severity.WARNING, "no pixel of the mask counts", 1));
    }
}
