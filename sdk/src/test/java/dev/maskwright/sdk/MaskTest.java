package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.CLASSES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MaskTest {

    private final Mask mask = Mask.of(2, 2, new byte[] {0, 1, 3, 3}, new byte[] {0, 51, 102, (byte) 255}, CLASSES);

    @Test
    void areasCountThePixelsOfEachClass() {
        assertArrayEquals(new int[] {1, 1, 0, 2}, mask.areas());
    }

    @Test
    void confidenceRunsFromZeroToOne() {
        assertEquals(0f, mask.confidenceAt(0, 0));
        assertEquals(0.2f, mask.confidenceAt(1, 0));
        assertEquals(1f, mask.confidenceAt(1, 1));
    }

    @Test
    void resizingTakesTheClassUnderEachCentre() {
        Mask larger = mask.resizedTo(4, 3);

        assertArrayEquals(new byte[] {0, 0, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3}, larger.classIds());
        assertEquals(0.2f, larger.confidenceAt(3, 0));
        assertArrayEquals(mask.classIds(), larger.atFrameSize().classIds());
    }

    @Test
    void placesInTheFrameAreLookedUpInTheMask() {
        mask.belongsTo(200, 100);
        assertEquals(0, mask.classInFrame(99.9, 49.9));
        assertEquals(1, mask.classInFrame(100, 0));
        assertEquals(3, mask.classInFrame(200, 100)); // the far corner
        mask.belongsTo(new Placement(10, 10, new Box(1, 0, 1, 1)));
        assertEquals(1, mask.classInFrame(0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> mask.classInFrame(-0.1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> mask.classInFrame(Double.NaN, 0));
    }

    @Test
    void sharesAndConfidenceAreMeansOverTheFrame() {
        assertArrayEquals(new double[] {0.25, 0.25, 0, 0.5}, mask.shares());
        assertEquals(0.4, mask.meanConfidence(), 1e-12);
    }

    @Test
    void positionsOutsideAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> mask.classAt(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> mask.confidenceAt(0, -1));
    }

    @Test
    void idsWithoutClassAreRefused() {
        byte[] ids = {0, 0, 0, 4};
        byte[] confidences = new byte[4];

        Exception e = assertThrows(IllegalArgumentException.class, () -> Mask.of(2, 2, ids, confidences, CLASSES));

        assertEquals("pixel (1, 1) has class id 4, but ids end at 3", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Mask.of(3, 2, ids, confidences, CLASSES));
    }
}
