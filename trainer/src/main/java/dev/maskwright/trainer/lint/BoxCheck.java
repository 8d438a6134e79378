package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawObject;
import dev.maskwright.trainer.data.RawRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Checks whether the row's box, or each box of individually annotated objects, is inside its picture and fits the mask.
 * For a mask of one product, the box is compared with the mask's bounding box. For a map of ids, only the pixels inside
 * the box are checked, since other products of the class may be elsewhere: a box that is too small is not detected
 * then.
 *
 * @param leastIou of the box and the mask's bounding box, 0..1
 */
record BoxCheck(double leastIou) implements RowCheck {

    /** The tolerance of training. */
    private static final double ROUNDING = 1;

    BoxCheck {
        if (!(leastIou >= 0 && leastIou <= 1)) {
            throw new IllegalArgumentException("the least IoU of box and mask must be in 0..1, got " + leastIou);
        }
    }

    /** Compares a box inside its picture with its expected contents. */
    private interface Fit {
        Optional<Finding> misfit(Extent box);
    }

    @Override
    public List<Finding> check(StoredRow row) {
        RawRow raw = row.raw();
        if (raw.objects().isEmpty()) {
            return check(row, "", raw.bbox(), box -> raw.mask().flatMap(mask -> misfit(row, box, mask))).stream()
                    .toList();
        }
        return raw.objects().stream()
                .flatMap(object ->
                        check(row, object.name() + ": ", object.bbox(), box -> misfit(row, box, object)).stream())
                .toList();
    }

    /** @param prefix names the object, if there may be several in the row */
    private static Optional<Finding> check(StoredRow row, String prefix, List<Double> bbox, Fit fit) {
        if (bbox.isEmpty()) {
            return Optional.empty();
        }
        boolean isBox =
                bbox.size() == 4 && bbox.stream().allMatch(Double::isFinite) && bbox.get(2) > 0 && bbox.get(3) > 0;
        if (!isBox) {
            return Optional.of(row.finding(
                    FaultKind.BAD_BOX,
                    Severity.ERROR,
                    "%s%s is not [x, y, width, height]".formatted(prefix, bbox),
                    10));
        }
        Extent box = Extent.of(bbox);
        Optional<Finding> outside =
                row.picture().flatMap(picture -> outside(row, prefix, bbox, picture.width(), picture.height()));
        return outside.isPresent() ? outside : fit.misfit(box);
    }

    private static Optional<Finding> outside(StoredRow row, String prefix, List<Double> bbox, int width, int height) {
        Extent box = Extent.of(bbox);
        double out = Math.max(Math.max(-box.left(), -box.top()), Math.max(box.right() - width, box.bottom() - height));
        return out <= ROUNDING
                ? Optional.empty()
                : Optional.of(row.finding(
                        FaultKind.BAD_BOX,
                        Severity.ERROR,
                        String.format(
                                Locale.ROOT,
                                "%s%s extends beyond the picture of %dx%d by %.0f pixels",
                                prefix,
                                bbox,
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
                return Optional.empty(); // an empty mask is reported separately
            }
            what = "the mask";
        } else if (mask instanceof RawMask.Ids ids && (category.isPresent() || row.hasBackground())) {
            what = category.isPresent() ? "'%s'".formatted(row.raw().category().orElse("")) : "anything";
            IntPredicate wanted = i -> {
                int classId = ids.meaning().classId(ids.ids()[i]).orElse(0);
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
        return misfit(row, box, "", what, labelled.get());
    }

    /** Covered parts of an object count here: its box contains them, too. */
    private Optional<Finding> misfit(StoredRow row, Extent box, RawObject object) {
        return object.extent().isEmpty()
                ? Optional.empty()
                : misfit(row, box, object.name() + ": ", "its mask", Extent.of(object.extent()));
    }

    private Optional<Finding> misfit(StoredRow row, Extent box, String prefix, String what, Extent found) {
        double iou = box.iou(found);
        if (iou >= leastIou) {
            return Optional.empty();
        }
        String detail = String.format(
                Locale.ROOT, "%sthe box is %s, but %s lies in %s: IoU %.2f", prefix, box, what, found, iou);
        Severity severity = iou == 0 ? Severity.ERROR : Severity.WARNING;
        return Optional.of(row.finding(FaultKind.BOX_MISFIT, severity, detail, 1 - iou));
    }
}
