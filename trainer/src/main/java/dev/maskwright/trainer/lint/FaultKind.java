package dev.maskwright.trainer.lint;

/** Kinds of findings, the worst first, each with what it means for those who meet it. */
public enum FaultKind {
    NOTHING_LABELLED(
            "splits in which nothing is labelled",
            "A network would learn, or be measured on, nothing but background: do what the line says."),
    UNREADABLE_PICTURE("pictures that cannot be read", "Replace each by a whole copy, or remove its row."),
    UNREADABLE_MASK("masks that cannot be read", "Write each anew as 8-bit PNG, or remove its row."),
    LEFT_OUT("rows that training leaves out", "Do for each what its line says."),
    SIZE_MISMATCH(
            "masks of another size than their pictures",
            "Check that each mask belongs to its picture; scale masks by nearest neighbour only."),
    TURNED_PICTURE(
            "photos turned by EXIF whose masks are not",
            "Turn the masks as the photos are shown, or turn the photos' pixels back and remove the EXIF tag."),
    NO_CLASS(
            "masks with values that are no class",
            "Name the values in the file of classes, correct the masks, or set data.ignoreId. Masks must be saved without loss"
                    + " (PNG) and scaled by nearest neighbour."),
    BLACK_AND_WHITE(
            "masks of 0 and 255 where class ids are expected",
            "255 means 'ignore', so nothing would be learned: write the class id instead of 255, or set data.ids."),
    IDS_IN_PRODUCT_MASK(
            "masks with dark numbers where black and white are expected",
            "Write 255 where the product is, or train with target=labels if these are class ids."),
    EMPTY_MASK("empty masks", "Label what is in the picture, or keep the row only if truly nothing is."),
    BAD_BOX(
            "boxes that are none or leave their pictures",
            "A box is [x, y, width, height] in pixels of the picture as it is shown; often the last two are corners instead."),
    BOX_MISFIT(
            "boxes that do not fit their masks",
            "Measure each box from its mask, after anything that moved or turned the picture."),
    REFUSED("rows that cannot be used", "Do for each what its line says."),
    SPLIT_DUPLICATE(
            "validation pictures that are also trained on",
            "Keep each picture in one split: figures on such rows are too good."),
    SPLIT_NEAR_DUPLICATE(
            "validation pictures much like one that is trained on",
            "Look at the pairs; keep pictures of one scene in one split."),
    CONFLICTING_LABELS(
            "equal pictures with different labels in one split", "Keep the correct labels and remove the other row."),
    REPEATED_ROW("rows that repeat another of their split", "Remove them, unless they should count more."),
    NOT_LEARNED(
            "classes that only validation has",
            "Add training pictures of them, or leave the class out: it can only be missed."),
    NOT_MEASURED("classes that only training has", "Add validation pictures of them: nobody can say how well they do."),
    UNUSED_CLASS("classes without a pixel", "Leave them out of the file of classes, unless pictures will come.");

    private final String title;
    private final String advice;

    FaultKind(String title, String advice) {
        this.title = title;
        this.advice = advice;
    }

    /** What was found, in the plural. */
    public String title() {
        return title;
    }

    /** What to do. */
    public String advice() {
        return advice;
    }
}
