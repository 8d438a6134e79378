package dev.maskwright.trainer.lint;

import java.util.List;

/** Looks for one kind of fault, or a few that are told apart in one go, in a single row. Checks hold no state. */
sealed interface RowCheck permits ReadingCheck, SizeCheck, OrientationCheck, ValueCheck, EmptyMaskCheck, BoxCheck {

    List<Finding> check(StoredRow row);
}
