package dev.maskwright.trainer.lint;

/** Kinds of findings, the worst first, each with a title and advice. */
public enum FaultKind {
    NOTHING_LABELLED(
            "splits in which nothing is labelled",
            "A network would learn, or be measured on, nothing but background: follow the advice in the line."),
    UNREADABLE_PICTURE("pictures that cannot be read", "Replace each with an intact copy, or remove its row."),
    UNREADABLE_MASK("masks that cannot be read", "Write each again as 8-bit PNG, or remove its row."),
    LEFT_OUT("rows that training leaves out", "Follow the advice in each line."),
    SIZE_MISMATCH(
            "masks that do not have the size of their pictures",
            "Check that each mask belongs to its picture; scale masks by nearest neighbour only."),
    TURNED_PICTURE(
            "photos rotated by EXIF whose masks are not",
            "Rotate the masks to match the photos as they are shown, or remove the EXIF tag so"
                    + " that the photos are not rotated."),
    NO_CLASS(
            "masks with values that are not a class",
            "Name the values in the file of classes, correct the masks, or set data.ignoreId."
                    + " Masks must be saved without loss (PNG) and scaled by nearest neighbour."),
    BLACK_AND_WHITE(
            "masks of 0 and 255 where class ids are expected",
            "255 means 'ignore', so nothing would be learned: write the class id instead of 255, or set data.ids."),
    IDS_IN_PRODUCT_MASK(
            "masks with low values where black and white are expected",
            "Write 255 where the product is, or train with target=labels if these are class ids."),
    EMPTY_MASK(
            "empty masks",
            "Label what is in the picture, and keep the row as it is only if there is really nothing to label."),
    BAD_BOX(
            "boxes that are invalid or extend beyond their pictures",
            "A box is [x, y, width, height] in pixels of the picture as it is shown; often the"
                    + " last two are corners instead."),
    BOX_MISFIT(
            "boxes that do not fit their masks",
            "Compute each box from its mask, after all steps that move or rotate the picture."),
    REFUSED("rows that cannot be used", "Follow the advice in each line."),
    SPLIT_DUPLICATE(
            "validation pictures that are also trained on",
            "Keep each picture in one split: scores on such rows are too good."),
    SPLIT_NEAR_DUPLICATE(
            "validation pictures that closely resemble one that is trained on",
            "Look at the pairs; keep pictures of one scene in one split."),
    CONFLICTING_LABELS(
            "equal pictures with different labels in one split", "Keep the correct labels and remove the other row."),
    REPEATED_ROW("rows that repeat another row of their split", "Remove them, unless they should count more."),
    NOT_LEARNED(
            "classes that only validation has",
            "Add training pictures of them, or leave the class out: a network cannot learn it."),
    NOT_MEASURED(
            "classes that only training has",
            "Add validation pictures of them: otherwise their accuracy cannot be measured."),
    UNUSED_CLASS(
            "classes without a pixel", "Leave them out of the file of classes, unless pictures of them will be added.");

    private final String title;
    private final String advice;

    FaultKind(String title, String advice) {
        this.title = title;
        this.advice = advice;
    }

    /** The title, in the plural. */
    public String title() {
        return title;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
