package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.RawRow;
import java.util.ArrayList;
import java.util.List;

/** Checks whether picture and mask exist and are intact, and training uses the row. */
record ReadingCheck() implements RowCheck {

    @Override
    public List<Finding> check(StoredRow row) {
        RawRow raw = row.raw();
        String lastFault =
                raw.faults().isEmpty() ? "" : raw.faults().get(raw.faults().size() - 1);
        if (row.isLeftOut()) {
            return List.of(row.finding(FaultKind.LEFT_OUT, Severity.ERROR, lastFault, 1));
        }
        List<Finding> found = new ArrayList<>();
        if (raw.image().isEmpty()) {
            String fault = raw.faults().isEmpty() ? row.refusal() : raw.faults().get(0);
            found.add(row.finding(FaultKind.UNREADABLE_PICTURE, Severity.ERROR, fault, 1));
        } else if (row.picture().isEmpty()) {
            found.add(row.finding(FaultKind.UNREADABLE_PICTURE, Severity.ERROR, row.pictureFault(), 1));
        }
        if (raw.mask().isEmpty() && !raw.faults().isEmpty()) {
            found.add(row.finding(FaultKind.UNREADABLE_MASK, Severity.ERROR, lastFault, 1));
        }
        return found;
    }
}
