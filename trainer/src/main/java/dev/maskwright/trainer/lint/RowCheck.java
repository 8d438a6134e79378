package dev.maskwright.trainer.lint;

import java.util.List;

/** Looks for one kind of fault, or a few related ones, in a single row. Checks are stateless. */
sealed interface RowCheck permits ReadingCheck, SizeCheck, OrientationCheck, ValueCheck, EmptyMaskCheck, BoxCheck {

    List<Finding> check(StoredRow row);
}
