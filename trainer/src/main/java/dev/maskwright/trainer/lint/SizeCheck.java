package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.RawMask;
import java.util.List;

/** Whether the mask has the size of the picture as it is shown. */
record SizeCheck() implements RowCheck {

    @Override
    public List<Finding> check(StoredRow row) {
        if (row.picture().isEmpty() || row.raw().mask().isEmpty()) {
            return List.of();
        }
        Frame picture = row.picture().get();
        RawMask mask = row.raw().mask().get();
        boolean fits = mask.width() == picture.width() && mask.height() == picture.height();
        if (fits || OrientationCheck.isUnturned(row)) {
            return List.of();
        }
        double ratio = (double) mask.width() * mask.height() / ((double) picture.width() * picture.height());
        return List.of(row.finding(
                FaultKind.SIZE_MISMATCH,
                Severity.ERROR,
                "the mask is %dx%d, the picture %dx%d"
                        .formatted(mask.width(), mask.height(), picture.width(), picture.height()),
                Math.abs(Math.log(ratio))));
    }
}
