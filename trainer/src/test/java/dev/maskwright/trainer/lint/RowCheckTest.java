package dev.maskwright.trainer.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawObject;
import dev.maskwright.trainer.data.RawRow;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks on rows of which no set of files is needed. The product lies at [10, 8, 20, 30] of a picture of 64x48. */
class RowCheckTest {

    private static final ClassList CLASSES = ClassList.of(List.of("sofa", "chair"));
    private static final int W = SmallSet.WIDTH;
    private static final int H = SmallSet.HEIGHT;

    private final BoxCheck boxes = new BoxCheck(0.7);

    private static StoredRow row(RawMask mask, List<Double> bbox, Optional<String> category) {
        return row(mask, bbox, category, false);
    }

    private static StoredRow row(RawMask mask, List<Double> bbox, Optional<String> category, boolean isDrawn) {
        return row(
                new RawRow(
                        "row 1",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(mask),
                        bbox,
                        List.of(),
                        category,
                        List.of()),
                isDrawn);
    }

    private static StoredRow row(RawRow raw, boolean isDrawn) {
        return new StoredRow(
                new RowId(SplitName.TRAIN, 1),
                raw,
                CLASSES,
                Optional.of(Frame.rgb(new byte[3 * W * H], W, H)),
                "",
                Optional.empty(),
                "",
                false,
                isDrawn);
    }

    private static byte[] levels(BufferedImage mask) {
        return ((DataBufferByte) mask.getRaster().getDataBuffer()).getData();
    }

    private static char[] numbers(BufferedImage mask) {
        byte[] levels = levels(mask);
        char[] numbers = new char[levels.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (char) (levels[i] & 0xFF);
        }
        return numbers;
    }

    private List<Finding> product(Double... bbox) {
        RawMask mask = new RawMask.Product(W, H, levels(SmallSet.mask(255)));
        return boxes.check(row(mask, List.of(bbox), Optional.of("sofa")));
    }

    private List<Finding> labels(int classId, Double... bbox) {
        RawMask mask =
                new RawMask.Ids(W, H, numbers(SmallSet.mask(classId)), LabelIds.of(CLASSES, OptionalInt.empty()));
        return boxes.check(row(mask, List.of(bbox), Optional.of("sofa")));
    }

    private static Finding only(List<Finding> found, FaultKind kind, Severity severity) {
        assertEquals(1, found.size(), found.toString());
        assertEquals(kind, found.get(0).kind());
        assertEquals(severity, found.get(0).severity());
        return found.get(0);
    }

    @Test
    void boxThatFitsIsFine() {
        assertEquals(List.of(), product(10.0, 8.0, 20.0, 30.0));
        assertEquals(List.of(), labels(1, 10.0, 8.0, 20.0, 30.0));
    }

    @Test
    void eachAnnotatedObjectHasABoxOfItsOwn() {
        List<Double> around = List.of(10.0, 8.0, 20.0, 30.0);
        RawRow raw = new RawRow(
                "row 1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(
                        new RawObject("annotation 1", around, around),
                        new RawObject("annotation 2", List.of(10.0, 8.0, 10.0, 30.0), around),
                        new RawObject("annotation 3", List.of(60.0, 8.0, 20.0, 30.0), around),
                        new RawObject("annotation 4", List.of(), around),
                        new RawObject("annotation 5", around, List.of())),
                Optional.empty(),
                List.of());
        assertEquals(
                List.of(
                        "annotation 2: the box is [10, 8, 10, 30], but its mask lies in [10, 8, 20, 30]: IoU 0.50",
                        "annotation 3: [60.0, 8.0, 20.0, 30.0] extends beyond the picture of 64x48 by 16 pixels"),
                boxes.check(row(raw, true)).stream().map(Finding::detail).toList());
    }

    @Test
    void roundingIsFine() {
        assertEquals(List.of(), product(9.2, 8.9, 20.5, 29.5));
    }

    @Test
    void rowWithoutBoxIsFine() {
        assertEquals(List.of(), product());
    }

    @Test
    void boxTwiceTooLargeIsAWarning() {
        Finding finding = only(product(10.0, 8.0, 40.0, 30.0), FaultKind.BOX_MISFIT, Severity.WARNING);
        assertEquals("the box is [10, 8, 40, 30], but the mask lies in [10, 8, 20, 30]: IoU 0.50", finding.detail());
    }

    @Test
    void boxElsewhereIsAnError() {
        only(product(40.0, 8.0, 20.0, 30.0), FaultKind.BOX_MISFIT, Severity.ERROR);
        only(labels(1, 40.0, 8.0, 20.0, 30.0), FaultKind.BOX_MISFIT, Severity.ERROR);
    }

    @Test
    void boxAroundAnotherClassIsAnError() {
        Finding finding = only(labels(2, 10.0, 8.0, 20.0, 30.0), FaultKind.BOX_MISFIT, Severity.ERROR);
        assertEquals("no pixel in the box [10, 8, 20, 30] is labelled as 'sofa'", finding.detail());
    }

    @Test
    void boxTooLargeForItsLabelsIsAWarning() {
        only(labels(1, 5.0, 4.0, 40.0, 40.0), FaultKind.BOX_MISFIT, Severity.WARNING);
    }

    @Test
    void cornersInsteadOfSizesLeaveThePicture() {
        Finding finding = only(product(30.0, 20.0, 50.0, 40.0), FaultKind.BAD_BOX, Severity.ERROR);
        assertEquals("[30.0, 20.0, 50.0, 40.0] extends beyond the picture of 64x48 by 16 pixels", finding.detail());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -3, Double.NaN})
    void boxWithoutAreaIsNone(double width) {
        only(product(10.0, 8.0, width, 30.0), FaultKind.BAD_BOX, Severity.ERROR);
    }

    @Test
    void threeNumbersAreNoBox() {
        only(product(10.0, 8.0, 20.0), FaultKind.BAD_BOX, Severity.ERROR);
    }

    @Test
    void productMaskOfIdsIsFoundByItsValues() {
        RawMask ids = new RawMask.Product(W, H, levels(SmallSet.mask(1)));
        StoredRow row = row(ids, List.of(), Optional.of("sofa"));
        Finding finding = only(new ValueCheck().check(row), FaultKind.IDS_IN_PRODUCT_MASK, Severity.ERROR);
        assertTrue(finding.detail().startsWith("the brightest pixel of the mask is 1,"), finding.detail());
        assertEquals(List.of(), new EmptyMaskCheck().check(row));
    }

    @Test
    void blackProductMaskIsEmpty() {
        StoredRow row = row(new RawMask.Product(W, H, new byte[W * H]), List.of(), Optional.of("sofa"));
        only(new EmptyMaskCheck().check(row), FaultKind.EMPTY_MASK, Severity.ERROR);
        assertEquals(List.of(), new ValueCheck().check(row));
    }

    @Test
    void crowdIsNoBlackAndWhiteMaskAndHasItsBox() {
        RawMask mask = new RawMask.Ids(W, H, numbers(SmallSet.mask(255)), LabelIds.of(CLASSES, OptionalInt.empty()));
        StoredRow crowd = row(mask, List.of(10.0, 8.0, 20.0, 30.0), Optional.empty(), true);
        assertEquals(List.of(), new ValueCheck().check(crowd));
        assertEquals(List.of(), boxes.check(crowd));
        StoredRow elsewhere = row(mask, List.of(40.0, 8.0, 20.0, 30.0), Optional.empty(), true);
        only(boxes.check(elsewhere), FaultKind.BOX_MISFIT, Severity.ERROR);
    }
}
