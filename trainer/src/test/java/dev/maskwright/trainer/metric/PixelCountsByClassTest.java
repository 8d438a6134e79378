package dev.maskwright.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PixelCountsByClassTest {

    /** Two images of four pixels: the first all right but one, the second all of class 0 and right. */
    private static PixelCountsByClass twoImages() {
        PixelCountsByClass outcomes = new PixelCountsByClass(3);
        ConfusionMatrix first = new ConfusionMatrix(3);
        first.add(new byte[] {0, 1, 1, 1}, new byte[] {0, 1, 1, 0});
        outcomes.add(first);
        ConfusionMatrix second = new ConfusionMatrix(3);
        second.add(new byte[] {0, 0, 0, 0}, new byte[] {0, 0, 0, 0});
        outcomes.add(second);
        return outcomes;
    }

    @Test
    void eachAverageIsOverWhatItsNameSays() {
        PixelCountsByClass outcomes = twoImages();
        double zero = 5 / 6.0; // of both images
        double one = 2 / 3.0;
        assertEquals(7 / 9.0, outcomes.score(Measure.IOU, Averaging.PIXELS), 1e-12);
        assertEquals((zero + one) / 2, outcomes.score(Measure.IOU, Averaging.CLASSES), 1e-12);
        assertEquals((5 * zero + 3 * one) / 8, outcomes.score(Measure.IOU, Averaging.WEIGHTED_CLASSES), 1e-12);
        assertEquals((3 / 5.0 + 1) / 2, outcomes.score(Measure.IOU, Averaging.IMAGES), 1e-12);
        // in the first image class 0 has 1/2 and class 1 has 2/3; the second has class 0 alone
        assertEquals(
                ((1 / 2.0 + 2 / 3.0) / 2 + 1) / 2, outcomes.score(Measure.IOU, Averaging.IMAGES_AND_CLASSES), 1e-12);
        assertEquals(
                ((5 * 1 / 2.0 + 3 * 2 / 3.0) / 8 + 1) / 2,
                outcomes.score(Measure.IOU, Averaging.IMAGES_AND_WEIGHTED_CLASSES),
                1e-12);
        assertTrue(Double.isNaN(outcomes.ofClass(Measure.IOU, 2)));
        assertEquals(2, outcomes.images());
    }

    @Test
    void fBetaFavoursRecall() {
        PixelCounts outcome = new PixelCounts(6, 2, 6, 0); // precision 3/4, recall 1/2
        assertEquals(2 * 0.75 * 0.5 / (0.75 + 0.5), Measure.F1.of(outcome), 1e-12);
        assertEquals(5 * 0.75 * 0.5 / (4 * 0.75 + 0.5), Measure.fBeta(2).of(outcome), 1e-12);
        assertEquals("f2", Measure.fBeta(2).id());
        assertEquals("f0.5", Measure.fBeta(0.5).id());
        assertThrows(IllegalArgumentException.class, () -> Measure.fBeta(0));
    }

    @Test
    void refusesImagesWithOtherClasses() {
        assertThrows(IllegalArgumentException.class, () -> twoImages().add(new ConfusionMatrix(2)));
        assertThrows(IllegalArgumentException.class, () -> twoImages()
                .score(Measure.IOU, Averaging.CLASSES, Undefined.ONE, 1, 2));
    }
}
