package dev.maskwright.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {

    @Test
    void countsByTrueAndPredictedClassAndLeavesIgnoredPixelsOut() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(new byte[] {0, 0, 1, 1, (byte) 255}, new byte[] {0, 1, 1, 1, 2});
        assertEquals(1, matrix.count(0, 0));
        assertEquals(1, matrix.count(0, 1));
        assertEquals(2, matrix.count(1, 1));
        assertEquals(2, matrix.labelled(0));
        assertEquals(0.5, matrix.iou(0));
        assertEquals(2 / 3.0, matrix.iou(1), 1e-12);
        assertEquals(0.75, matrix.pixelAccuracy());
    }

    @Test
    void aClassThatIsNeitherLabelledNorPredictedHasNoIouAndNoPartInTheMean() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(new byte[] {0, 0, 1, 1}, new byte[] {0, 1, 1, 1});
        assertTrue(Double.isNaN(matrix.iou(2)));
        assertEquals((0.5 + 2 / 3.0) / 2, matrix.meanIou(), 1e-12);
    }

    @Test
    void aClassThatIsPredictedButNeverLabelledCountsAsZero() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new byte[] {0, 0}, new byte[] {0, 1});
        assertEquals(0, matrix.iou(1));
        assertEquals(0.25, matrix.meanIou());
    }

    @Test
    void refusesValuesThatAreNoClass() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> matrix.add(new byte[] {0, 2}, new byte[] {0, 1}));
        assertEquals("pixel 1: target 2 and prediction 1 must be below 2 classes", refused.getMessage());
    }

    @Test
    void countsDoNotStopWhereThePeersFloatsDo() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        byte[] million = new byte[1 << 20];
        for (int i = 0; i < 17; i++) {
            matrix.add(million, million);
        }
        matrix.add(new byte[] {0}, new byte[] {0});
        assertEquals(17 * (1L << 20) + 1, matrix.count(0, 0)); // as float32, one less
    }

    @Test
    void addsAnotherMatrix() {
        ConfusionMatrix sum = new ConfusionMatrix(2);
        ConfusionMatrix one = new ConfusionMatrix(2);
        one.add(new byte[] {0, 1, 1}, new byte[] {0, 0, 1});
        sum.add(one);
        sum.add(one);
        assertEquals(2, sum.count(1, 0));
        assertEquals(4, sum.predicted(0));
        assertThrows(IllegalArgumentException.class, () -> sum.add(new ConfusionMatrix(3)));
    }

    @Test
    void theNotebooksScoreDoesNotSeeWhatIsPredictedOnBackground() {
        byte[] targets = {0, 0, 0, 1, 1, 2, 2};
        ConfusionMatrix careful = new ConfusionMatrix(3);
        careful.add(targets, new byte[] {0, 0, 0, 1, 0, 2, 1});
        ConfusionMatrix careless = new ConfusionMatrix(3);
        careless.add(targets, new byte[] {1, 2, 2, 1, 0, 2, 1});
        // 2 right, 2 missed (one of them as background), 1 found too much
        assertEquals(2 / 5.0, careful.iouBlindTo(0), 1e-12);
        assertEquals(2 / 5.0, careless.iouBlindTo(0), 1e-12);
        assertTrue(careful.meanIou() > careless.meanIou());
    }
}
