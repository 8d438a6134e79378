package dev.maskwright.trainer.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.DataSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExaminationTest {

    private static final Path SAMPLES = Path.of("../samples/data");
    private static final Path PRODUCTS = Path.of("../../shared/data/products");

    private static Examination open(Path data) throws BadDatasetException {
        return Examination.open(data, DataSettings.defaults());
    }

    @Test
    void whoGivesBackTheMasksIsRightByEveryMetricButTheFullLabels() throws BadDatasetException {
        try (Examination examination = open(SAMPLES)) {
            for (Hypothesis hypothesis : Hypothesis.values()) {
                Figures figures = examination.measure(Batch::targets, hypothesis, 64, 64);
                assertEquals(1, figures.notebookIou());
                assertEquals(1, figures.microIou());
                assertEquals(1, figures.backgroundRight());
                assertEquals(1, figures.meanIou());
                assertTrue(figures.labelledMeanIou() < 1, figures.toString()); // they hold more products
                assertTrue(figures.labelledMeanIou() > 0.4, figures.toString());
            }
        }
    }

    @Test
    void notebooksScoreIsBlindToWhatIsNamedOnTheBackground() throws BadDatasetException {
        try (Examination examination = open(SAMPLES)) {
            Figures figures =
                    examination.measure(batch -> withoutBackground(batch.targets()), Hypothesis.BASELINE, 64, 64);
            assertEquals(1, figures.notebookIou());
            assertEquals(0, figures.backgroundRight());
            assertTrue(figures.meanIou() < 0.7, figures.toString()); // of five classes, two are wrong
            assertTrue(figures.microIou() < 0.2, figures.toString());
        }
    }

    private static byte[] withoutBackground(byte[] targets) {
        byte[] ids = targets.clone();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = ids[i] == 0 ? 1 : ids[i];
        }
        return ids;
    }

    @Test
    void croppedColumnsAreMeasuredOnCropsAndTheRestOnWholePictures() throws BadDatasetException {
        try (Examination examination = open(SAMPLES)) {
            int sofa = examination.commonestProduct(224, 224);
            assertEquals("sofa", examination.classes().name(sofa));
            Figures whole = examination.measureConstant(sofa, Hypothesis.BASELINE, 224, 224);
            Figures crops = examination.measureConstant(sofa, Hypothesis.CROPPED, 224, 224);
            // Large products fill more of a picture, but not of a crop.
            assertTrue(crops.notebookIou() < whole.notebookIou() - 0.02, whole + " " + crops);
            assertEquals(whole.meanIou(), crops.meanIou());
            assertEquals(whole.labelledMeanIou(), crops.labelledMeanIou());
        }
    }

    @Test
    void namingTheCommonestProductGivesWhatThePeerGivesForIt() throws BadDatasetException {
        assumeTrue(Files.isDirectory(PRODUCTS), "the data set is not part of the project");
        try (Examination examination = open(PRODUCTS)) {
            int commonest = examination.commonestProduct(224, 224);
            Figures figures = examination.measureConstant(commonest, Hypothesis.BASELINE, 224, 224);
            assertEquals(0.078, figures.notebookIou(), 0.0005);
            assertEquals(0, figures.backgroundRight());
            assertFalse(Double.isNaN(figures.labelledMeanIou()));
        }
    }
}
