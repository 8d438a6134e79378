package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.RawMask;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Whether the row's box lies in its picture and fits the mask. Of a mask of one product, the box is compared with the mask's own. Of a
 * map of ids, only the pixels inside the box are looked at, since other products of the class may stand elsewhere: there a box that is
 * too small goes unnoticed.
 *
 * @param leastIou of the box and the mask's own box, 0..1
 */
record BoxCheck(double leastIou) implements RowCheck {

    /** What training lets pass, too. */
    private static final double ROUNDING = 1;

    BoxCheck {
        if (!(leastIou >= 0 && leastIou <= 1)) {
            throw new IllegalArgumentException("the least IoU of box and mask lies in 0..1, got " + leastIou);
        }
    }

    @Override
    public List<Finding> check(StoredRow row) {
        List<Double> bbox = row.raw().bbox();
        if (bbox.isEmpty()) {
            return List.of();
        }
        boolean isBox =
                bbox.size() == 4 && bbox.stream().allMatch(Double::isFinite) && bbox.get(2) > 0 && bbox.get(3) > 0;
        if (!isBox) {
            return List.of(row.finding(
                    FaultKind.BAD_BOX, Severity.ERROR, "%s is not [x, y, width, height]".formatted(bbox), 10));
        }
        Extent box = new Extent(bbox.get(0), bbox.get(1), bbox.get(0) + bbox.get(2), bbox.get(1) + bbox.get(3));
        Optional<Finding> outside =
                row.picture().flatMap(picture -> outside(row, box, picture.width(), picture.height()));
        if (outside.isPresent()) {
            return List.of(outside.get());
        }
        return row.raw().mask().flatMap(mask -> misfit(row, box, mask)).stream().toList();
    }

    private static Optional<Finding> outside(StoredRow row, Extent box, int width, int height) {
        double out = Math.max(Math.max(-box.left(), -box.top()), Math.max(box.right() - width, box.bottom() - height));
        return out <= ROUNDING
                ? Optional.empty()
                : Optional.of(row.finding(
                        FaultKind.BAD_BOX,
                        Severity.ERROR,
                        String.format(
                                Locale.ROOT,
                                "%s leaves the picture of %dx%d by %.0f pixels",
                                row.raw().bbox(),
                                width,
                                height,
                                out),
                        Math.min(1, out / Math.max(width, height))));
    }

    private Optional<Finding> misfit(StoredRow row, Extent box, RawMask mask) {
        OptionalInt category = row.raw().category().map(row.classes()::classId).orElse(OptionalInt.empty());
        Extent everywhere = new Extent(0, 0, mask.width(), mask.height());
        Optional<Extent> labelled;
        String what;
        if (mask instanceof RawMask.Product product) {
            IntPredicate white = i -> (product.levels()[i] & 0xFF) >= 128;
            labelled = Extent.around(mask.width(), mask.height(), white, everywhere);
            if (labelled.isEmpty()) {
                return Optional.empty(); // an empty mask is another fault
            }
            what = "the mask";
        } else if (mask instanceof RawMask.Ids ids && (category.isPresent() || row.hasBackground())) {
            what = category.isPresent() ? "'%s'".formatted(row.raw().category().orElse("")) : "anything";
            IntPredicate wanted = i -> {
                int classId = ids.meaning().classId(ids.ids()[i] & 0xFF).orElse(0);
                return category.isPresent() ? classId == category.getAsInt() : classId != 0; // a crowd has a box, too
            };
            labelled = Extent.around(mask.width(), mask.height(), wanted, box);
            if (labelled.isEmpty()) {
                return Optional.of(row.finding(
                        FaultKind.BOX_MISFIT,
                        Severity.ERROR,
                        "no pixel in the box %s is labelled as %s".formatted(box, what),
                        1));
            }
            what += " in it";
        } else {
            return Optional.empty();
        }
        double iou = box.iou(labelled.get());
        if (iou >= leastIou) {
            return Optional.empty();
        }
        String detail = String.format(
                Locale.ROOT, "the box is %s, but %s lies in %s: IoU %.2f", box, what, labelled.get(), iou);
        Severity severity = iou == 0 ? Severity.ERROR : Severity.WARNING;
        return Optional.of(row.finding(FaultKind.BOX_MISFIT, severity, detail, 1 - iou));
    }
}
