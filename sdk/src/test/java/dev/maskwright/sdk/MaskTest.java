package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.CLASSES;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Placement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class MaskTest {

    private static final Frame COLOURS =
            Frame.rgb(new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255}, 3, 1);

    @TempDir
    Path folder;

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

    @Test
    void aCopyStaysWhenTheMaskIsWrittenToAgain() throws IOException {
        try (Segmenter segmenter = tensor()) {
            Mask mask = segmenter.blankMask();
            segmenter.segmentInto(COLOURS, mask);
            Mask copy = mask.copy();
            segmenter.segmentInto(Frame.rgb(new byte[9], 3, 1), mask);

            assertArrayEquals(new byte[] {1, 2, 3}, copy.classIds());
            assertArrayEquals(new byte[] {0, 0, 0}, mask.classIds());
            segmenter.segmentInto(COLOURS, copy);
        }
    }

    @Test
    void pixelsAreReadInBulk() throws IOException {
        try (Segmenter segmenter = tensor()) {
            Mask mask = segmenter.segment(COLOURS);
            ByteBuffer bytes = ByteBuffer.allocateDirect(7).position(1);
            mask.copyClassIds(bytes);
            mask.copyConfidences(bytes);
            assertEquals(2, bytes.get(2));
            FloatBuffer floats = FloatBuffer.allocate(3);
            mask.copyConfidences(floats);
            for (int i = 0; i < 3; i++) {
                assertEquals(mask.confidenceAt(i, 0), floats.get(i));
                assertEquals(mask.confidenceAt(i, 0), (bytes.get(4 + i) & 0xff) / 255f);
            }
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> mask.copyClassIds(ByteBuffer.allocate(2)));
            assertEquals("a mask of 3x1 has 3 pixels, the buffer has room for 2", e.getMessage());
        }
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheLogits() throws IOException {
        try (Segmenter segmenter = tensor();
                Segmenter without = Segmenter.open(
                        write(TinyModels.pixels("N"), TinyModels.pixelsCard(3, 1), folder.resolve("pixels.onnx")))) {
            Mask mask = segmenter.segment(COLOURS);
            double[] exponentials = {1, Math.E, 1 / Math.E, 1 / Math.E}; // of a red pixel's logits 0, 1, -1, -1
            double sum = Arrays.stream(exponentials).sum();
            for (int k = 0; k < 4; k++) {
                FloatBuffer red = FloatBuffer.allocate(3);
                mask.copyProbabilities(k, red);
                assertEquals(exponentials[k] / sum, red.get(0), 1e-5);
            }
            assertTrue(mask.hasProbabilities());
            assertThrows(IndexOutOfBoundsException.class, () -> mask.copyProbabilities(4, FloatBuffer.allocate(3)));
            Mask other = without.segment(COLOURS);
            assertFalse(other.hasProbabilities());
            assertThrows(IllegalStateException.class, () -> other.copyProbabilities(1, FloatBuffer.allocate(3)));
            assertThrows(IllegalStateException.class, () -> mask.resizedTo(9, 9)
                    .copyProbabilities(1, FloatBuffer.allocate(81)));
        }
    }

    @Test
    void thereIsNoBlankMaskForMasksOfTheFramesSize() throws IOException {
        Path file = write(TinyModels.pixels("N"), TinyModels.pixelsCard(3, 1), folder.resolve("pixels.onnx"));
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withOutputSize(OutputSize.FRAME))) {
            assertThrows(IllegalStateException.class, segmenter::blankMask);
        }
    }

    private Segmenter tensor() throws IOException {
        return Segmenter.open(write(TinyModels.tensor(1), TinyModels.tensorCard(3, 1), folder.resolve("tensor.onnx")));
    }
}
