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
}
