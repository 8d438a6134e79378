package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.RawMask;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether the mask of a photo with an EXIF rotation is rotated as well. If the sides are swapped, the sizes show
 * it. Otherwise, the outlines in the mask match edges of the picture in only one of the two positions; if in neither or
 * both, the finding says that it is undecided.
 */
record OrientationCheck() implements RowCheck {

    /** How much stronger edges must be under one position of the outlines than under the other for a decision. */
    private static final double CLEARLY = 1.4;

    @Override
    public List<Finding> check(StoredRow row) {
        int orientation = row.raw().orientation();
        if (orientation == 1 || row.picture().isEmpty() || row.raw().mask().isEmpty()) {
            return List.of();
        }
        Frame picture = row.picture().get();
        RawMask mask = row.raw().mask().get();
        if (isUnturned(row)) {
            return List.of(row.finding(
                    FaultKind.TURNED_PICTURE,
                    Severity.ERROR,
                    "by EXIF orientation %d the photo is shown as %dx%d, but the mask is %dx%d"
                            .formatted(orientation, picture.width(), picture.height(), mask.width(), mask.height()),
                    2));
        }
        boolean sidesSwapped = orientation >= 5;
        boolean fits = mask.width() == picture.width() && mask.height() == picture.height();
        if (!fits || (sidesSwapped && picture.width() != picture.height())) {
            return List.of(); // reported separately; or the mask was rotated
        }
        LabelGrid asStored = LabelGrid.of(mask);
        double stored = asStored.edgeUnderOutlines(picture);
        double turned = asStored.turned(orientation).edgeUnderOutlines(picture);
        if (stored > CLEARLY * turned) {
            return List.of();
        }
        return List.of(
                turned > CLEARLY * stored
                        ? row.finding(
                                FaultKind.TURNED_PICTURE,
                                Severity.ERROR,
                                ("the photo has EXIF orientation %d, and the mask's outlines fit"
                                                + " its edges only when rotated in the same way")
                                        .formatted(orientation),
                                1)
                        : row.finding(
                                FaultKind.TURNED_PICTURE,
                                Severity.WARNING,
                                ("the photo has EXIF orientation %d; whether the mask is rotated"
                                                + " in the same way cannot be detected, so look at it")
                                        .formatted(orientation),
                                0));
    }

    /** Whether the mask has the size that the photo's pixels have before they are turned on their side. */
    static boolean isUnturned(StoredRow row) {
        Optional<Frame> picture = row.picture();
        Optional<RawMask> mask = row.raw().mask();
        return picture.isPresent()
                && mask.isPresent()
                && row.raw().orientation() >= 5
                && picture.get().width() != picture.get().height()
                && mask.get().width() == picture.get().height()
                && mask.get().height() == picture.get().width();
    }
}
