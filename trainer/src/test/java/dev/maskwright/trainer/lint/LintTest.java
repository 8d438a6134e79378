package dev.maskwright.trainer.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault is put into a clean set, and is then the only one found. */
class LintTest {

    private final SmallSet set;

    LintTest(@TempDir Path folder) throws IOException {
        set = SmallSet.clean(folder.resolve("set"));
    }

    private static byte[] picture() {
        return SmallSet.png(SmallSet.room(7));
    }

    private static byte[] mask() {
        return SmallSet.png(SmallSet.mask(SmallSet.SOFA));
    }

    private Finding only(FaultKind kind, Severity severity) throws Exception {
        List<Finding> found = set.lint().findings();
        assertEquals(1, found.size(), found.toString());
        assertEquals(kind, found.get(0).kind(), found.toString());
        assertEquals(severity, found.get(0).severity(), found.toString());
        return found.get(0);
    }

    @Test
    void cleanSetHasNoFindings() throws Exception {
        LintReport report = set.lint();
        assertEquals(List.of(), report.findings());
        assertEquals(4, report.trainRows());
        assertEquals(4, report.validationRows());
    }

    @Test
    void aSplitToValidateOnIsLookedAtAlone(@TempDir Path elsewhere) throws Exception {
        Files.move(set.dir().resolve("train"), elsewhere.resolve("train"));
        LintReport report = set.lint();
        assertEquals(List.of(), report.findings());
        assertEquals(0, report.trainRows());
        assertEquals(4, report.validationRows());
        set.write("val", "flat9", picture(), new byte[0]);
        assertEquals(FaultKind.UNREADABLE_MASK, set.lint().findings().get(0).kind());
    }

    @Test
    void unreadablePictureIsFound() throws Exception {
        set.write("train", "room9", "no picture".getBytes(StandardCharsets.UTF_8), mask());
        Finding finding = only(FaultKind.UNREADABLE_PICTURE, Severity.ERROR);
        assertTrue(finding.name().contains("room9"), finding.name());
        assertTrue(finding.detail().startsWith("not a picture that can be read"), finding.detail());
    }

    @Test
    void truncatedPictureIsFound() throws Exception {
        byte[] whole = SmallSet.jpeg(SmallSet.room(7), 0.9f);
        set.write("val", "flat9", Arrays.copyOf(whole, whole.length * 2 / 3), mask());
        only(FaultKind.UNREADABLE_PICTURE, Severity.ERROR);
    }

    @Test
    void unreadableMaskIsFound() throws Exception {
        set.write("train", "room9", picture(), Arrays.copyOf(mask(), 60));
        only(FaultKind.UNREADABLE_MASK, Severity.ERROR);
    }

    @Test
    void maskInColoursIsFound() throws Exception {
        BufferedImage colours = new BufferedImage(SmallSet.WIDTH, SmallSet.HEIGHT, BufferedImage.TYPE_INT_RGB);
        colours.setRGB(5, 5, 0xff0000);
        set.write("train", "room9", picture(), SmallSet.png(colours));
        Finding finding = only(FaultKind.UNREADABLE_MASK, Severity.ERROR);
        assertTrue(finding.detail().contains("store ids, not colours"), finding.detail());
    }

    @Test
    void missingMaskIsFound() throws Exception {
        set.write("train", "room9", picture(), mask());
        Files.delete(set.dir().resolve("train/masks/room9.png"));
        Finding finding = only(FaultKind.LEFT_OUT, Severity.ERROR);
        assertTrue(finding.detail().contains("no mask"), finding.detail());
    }

    @Test
    void sizeMismatchIsFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.mask(1, SmallSet.WIDTH + 3, SmallSet.HEIGHT)));
        Finding finding = only(FaultKind.SIZE_MISMATCH, Severity.ERROR);
        assertEquals("the mask is 67x48, the picture 64x48", finding.detail());
    }

    @Test
    void photoOnItsSideWithUnturnedMaskIsFound() throws Exception {
        BufferedImage upright = SmallSet.room(7);
        BufferedImage stored = SmallSet.takenWith(6, upright);
        BufferedImage storedMask = SmallSet.takenWith(6, SmallSet.mask(SmallSet.SOFA));
        set.write("train", "room9", SmallSet.jpeg(stored, 6), SmallSet.png(storedMask));
        Finding finding = only(FaultKind.TURNED_PICTURE, Severity.ERROR);
        assertEquals("by EXIF orientation 6 the photo is shown as 64x48, but the mask is 48x64", finding.detail());
    }

    @Test
    void photoUpsideDownWithUnturnedMaskIsFound() throws Exception {
        BufferedImage stored = SmallSet.takenWith(3, SmallSet.room(7));
        BufferedImage storedMask = SmallSet.takenWith(3, SmallSet.mask(SmallSet.SOFA));
        set.write("train", "room9", SmallSet.jpeg(stored, 3), SmallSet.png(storedMask));
        only(FaultKind.TURNED_PICTURE, Severity.ERROR);
    }

    @Test
    void turnedPhotosWithTurnedMasksAreFine() throws Exception {
        set.write("train", "room8", SmallSet.jpeg(SmallSet.takenWith(6, SmallSet.room(7)), 6), mask());
        set.write("train", "room9", SmallSet.jpeg(SmallSet.takenWith(3, SmallSet.room(8)), 3), mask());
        assertEquals(List.of(), set.lint().findings());
    }

    @Test
    void photoWhoseMaskMayBeEitherWayIsAWarning() throws Exception {
        BufferedImage plain = new BufferedImage(SmallSet.WIDTH, SmallSet.HEIGHT, BufferedImage.TYPE_INT_RGB);
        set.write("train", "room9", SmallSet.jpeg(plain, 3), mask());
        only(FaultKind.TURNED_PICTURE, Severity.WARNING);
    }

    @Test
    void valuesThatAreNoClassAreFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.mask(37)));
        Finding finding = only(FaultKind.NO_CLASS, Severity.ERROR);
        assertEquals("no class is called 37 (19.5 % of the pixels)", finding.detail());
    }

    @Test
    void maskSavedWithLossIsFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.jpeg(SmallSet.mask(200), 0.3f));
        Finding finding = only(FaultKind.UNREADABLE_MASK, Severity.ERROR);
        assertTrue(finding.detail().contains("labels as JPEG, a lossy format"), finding.detail());
    }

    @Test
    void maskScaledWithSmoothingIsFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.decoded(SmallSet.jpeg(SmallSet.mask(200), 0.3f))));
        Finding finding = only(FaultKind.NO_CLASS, Severity.ERROR);
        assertTrue(
                finding.detail().endsWith("so many different ones come from lossy saving or scaling"),
                finding.detail());
    }

    @Test
    void blackAndWhiteMaskIsFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.mask(255)));
        Finding finding = only(FaultKind.BLACK_AND_WHITE, Severity.ERROR);
        assertEquals("the mask holds 0 and 255 and no class; 19.5 % of its pixels would be ignored", finding.detail());
    }

    @Test
    void aSplitInWhichNothingIsLabelledIsAnError() throws Exception {
        for (int i = 0; i < 4; i++) {
            set.write("val", "flat" + i, SmallSet.png(SmallSet.room(100 + i)), SmallSet.png(SmallSet.mask(255)));
        }
        LintReport report = set.lint();
        Finding finding = report.groups().get(0).findings().get(0);
        assertEquals(FaultKind.NOTHING_LABELLED, finding.kind());
        assertEquals(Severity.ERROR, finding.severity());
        assertEquals("validation", finding.name());
        assertEquals(
                "none of the 4 rows has a pixel of any class but background that counts: the"
                        + " masks hold 0 and 255, and 255 means that a pixel is ignored; if it is sofa,"
                        + " set data.ids={0: background, 255: sofa}",
                finding.detail());
    }

    @Test
    void rowsThatAreUsedAreCounted() throws Exception {
        set.write("train", "room9", picture(), new byte[] {1, 2, 3});
        Files.delete(set.picture("val", "flat0"));
        LintReport report = set.lint();
        assertEquals(5, report.trainRows());
        assertEquals(4, report.trainRowsUsed());
        assertEquals(4, report.validationRows());
        assertEquals(3, report.validationRowsUsed());
    }

    @Test
    void ignoredBorderAroundAClassIsFine() throws Exception {
        BufferedImage bordered = SmallSet.mask(SmallSet.SOFA);
        bordered.getRaster().setSample(9, 8, 0, 255);
        set.write("train", "room9", picture(), SmallSet.png(bordered));
        assertEquals(List.of(), set.lint().findings());
    }

    @Test
    void emptyMaskIsFound() throws Exception {
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.mask(0)));
        Finding finding = only(FaultKind.EMPTY_MASK, Severity.WARNING);
        assertEquals("the mask holds only background", finding.detail());
    }

    @Test
    void pictureInBothSplitsIsFound() throws Exception {
        set.write("val", "flat9", SmallSet.png(SmallSet.room(0)), mask());
        Finding finding = only(FaultKind.SPLIT_DUPLICATE, Severity.ERROR);
        assertTrue(finding.detail().contains("room0"), finding.detail());
        assertEquals(new RowId(SplitName.TRAIN, 0), finding.twin().orElseThrow());
        assertEquals(SplitName.VALIDATION, finding.row().orElseThrow().split());
    }

    @Test
    void pictureWithOtherMetadataIsADuplicate() throws Exception {
        byte[] plain = SmallSet.jpeg(SmallSet.room(7), 0.9f);
        byte[] withExif = SmallSet.jpeg(SmallSet.room(7), 1);
        assertFalse(Arrays.equals(plain, withExif));
        set.write("train", "room9", plain, mask());
        set.write("val", "flat9", withExif, mask());
        only(FaultKind.SPLIT_DUPLICATE, Severity.ERROR);
    }

    @Test
    void nearlyTheSamePictureInBothSplitsIsFound() throws Exception {
        BufferedImage room = SmallSet.brighter(SmallSet.room(0, 3 * SmallSet.WIDTH, 3 * SmallSet.HEIGHT));
        BufferedImage mask = SmallSet.mask(SmallSet.SOFA, 3 * SmallSet.WIDTH, 3 * SmallSet.HEIGHT);
        set.write("val", "flat9", SmallSet.jpeg(room, 0.4f), SmallSet.png(mask));
        Finding finding = only(FaultKind.SPLIT_NEAR_DUPLICATE, Severity.WARNING);
        assertTrue(finding.detail().contains("room0"), finding.detail());
    }

    @Test
    void equalPictureWithOtherLabelsIsFound() throws Exception {
        set.write("train", "room9", SmallSet.png(SmallSet.room(0)), SmallSet.png(SmallSet.mask(SmallSet.CHAIR)));
        Finding finding = only(FaultKind.CONFLICTING_LABELS, Severity.WARNING);
        assertEquals(new RowId(SplitName.TRAIN, 0), finding.twin().orElseThrow());
    }

    @Test
    void repeatedRowIsANote() throws Exception {
        set.write("train", "room9", SmallSet.png(SmallSet.room(0)), mask());
        only(FaultKind.REPEATED_ROW, Severity.NOTE);
    }

    @Test
    void classesThatASplitLacksAreFound() throws Exception {
        Files.writeString(
                set.dir().resolve("classes.json"),
                "{\"1\": \"Sofa\", \"2\": \"Chair\", \"3\": \"Bed\", \"4\": \"Lamp\", \"5\": \"Door\"}");
        set.write("train", "room9", picture(), SmallSet.png(SmallSet.mask(3)));
        set.write("val", "flat9", SmallSet.png(SmallSet.room(9)), SmallSet.png(SmallSet.mask(4)));
        List<Finding> found = set.lint().findings();
        assertEquals(
                List.of(FaultKind.NOT_MEASURED, FaultKind.NOT_LEARNED, FaultKind.UNUSED_CLASS),
                found.stream().map(Finding::kind).toList());
        assertEquals(
                List.of("class 3, 'bed'", "class 4, 'lamp'", "class 5, 'door'"),
                found.stream().map(Finding::name).toList());
    }

    @Test
    void sharesAndWeightsAreThoseOfTraining() throws Exception {
        ClassShares shares = set.lint().shares();
        long product = 20 * 30;
        long all = 4L * SmallSet.WIDTH * SmallSet.HEIGHT;
        assertEquals(
                List.of(all - 4 * product, 2 * product, 2 * product),
                shares.train().pixels());
        assertEquals(List.of(4, 2, 2), shares.train().images());
        assertEquals(shares.train(), shares.validation());
        // share^-0.5, scaled so that an average pixel weighs 1
        double background = Math.sqrt(all / (double) (all - 4 * product));
        double sofa = Math.sqrt(all / (double) (2 * product));
        double average = background * (all - 4 * product) / all + sofa * 4 * product / all;
        assertEquals(background / average, shares.weights().get(0), 1e-6);
        assertEquals(sofa / average, shares.weights().get(1), 1e-6);
    }

    @Test
    void groupsBeginWithTheWorst() throws Exception {
        set.write("train", "room8", picture(), SmallSet.png(SmallSet.mask(0)));
        set.write("train", "room9", SmallSet.png(SmallSet.room(8)), SmallSet.png(SmallSet.mask(37)));
        BufferedImage one = SmallSet.mask(SmallSet.SOFA);
        one.getRaster().setSample(0, 0, 0, 99);
        set.write("train", "room7", SmallSet.png(SmallSet.room(9)), SmallSet.png(one));
        List<LintReport.Group> groups = set.lint().groups();
        assertEquals(
                List.of(FaultKind.NO_CLASS, FaultKind.EMPTY_MASK),
                groups.stream().map(LintReport.Group::kind).toList());
        assertTrue(groups.get(0).findings().get(0).name().contains("room9"), groups.toString());
    }
}
