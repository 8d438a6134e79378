package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.SegmentationException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitsReaderTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 7, 13, 1", "23, 33, 65, 4", "4, 16, 16, 30", "150, 31, 9, 12", "5, 257, 1, 0.01"})
    void givesWhatThePlainTwinGives(int classes, int width, int height, double spread) {
        Random random = new Random(classes);
        int pixels = width * height;
        FloatBuffer logits = buffer(3 * classes * pixels);
        for (int i = 0; i < logits.capacity(); i++) {
            logits.put(i, (float) (spread * random.nextGaussian()));
        }
        LogitsReader reader = new LogitsReader("tiny.onnx", 1, classes, width, height);
        for (int image = 0; image < 3; image++) {
            byte[] ids = new byte[pixels];
            byte[] confidences = new byte[pixels];
            Arrays.fill(ids, (byte) 77);
            reader.read(logits, image * classes * pixels, ids, confidences);
            for (int i = 0; i < pixels; i++) {
                double[] pixel = new double[classes];
                for (int c = 0; c < classes; c++) {
                    pixel[c] = logits.get((image * classes + c) * pixels + i);
                }
                int best = best(pixel);
                assertEquals(best, ids[i] & 0xff, "pixel " + i);
                assertEquals(255 * softmax(pixel, best), confidences[i] & 0xff, 0.55, "pixel " + i);
            }
        }
    }

    private static int best(double[] logits) {
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            best = logits[c] > logits[best] ? c : best;
        }
        return best;
    }

    private static double softmax(double[] logits, int classId) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - logits[classId]);
        }
        return 1 / sum;
    }

    @Test
    void tiesGoToTheLowerClass() {
        byte[] ids = new byte[2];
        byte[] confidences = new byte[2];
        new LogitsReader("tiny.onnx", 1, 3, 2, 1).read(buffer(1, 0, 1, 2, 0, 2), 0, ids, confidences);

        assertArrayEquals(new byte[] {0, 1}, ids);
    }

    @Test
    void aClassMayBeRuledOut() {
        byte[] ids = new byte[1];
        byte[] confidences = new byte[1];
        FloatBuffer logits = buffer(Float.NEGATIVE_INFINITY, -1e30f, 0, Float.NEGATIVE_INFINITY);
        new LogitsReader("tiny.onnx", 1, 4, 1, 1).read(logits, 0, ids, confidences);

        assertEquals(2, ids[0]);
        assertEquals(255, confidences[0] & 0xff);
    }

    /** Includes NaNs with a payload, which arithmetic may produce. */
    @ParameterizedTest
    @CsvSource({"0, 7fc00000", "1, 7fc00000", "2, 7fc00000", "2, 7fc00001", "0, ffc0ffff", "2, 7fffffff", "1, 7f800000"
    })
    void whatIsNoNumberIsNamedWithItsPlace(int classId, String bits) {
        int width = 20;
        int pixels = width * 30;
        FloatBuffer logits = buffer(2 * 3 * pixels);
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
        logits.put((3 + classId) * pixels + 25 * width + 4, value);
        LogitsReader reader = new LogitsReader("tiny.onnx", 1, 3, width, 30);
        byte[] ids = new byte[pixels];
        byte[] confidences = new byte[pixels];

        reader.read(logits, 0, ids, confidences);
        String message = String.valueOf(
                assertThrows(SegmentationException.class, () -> reader.read(logits, 3 * pixels, ids, confidences))
                        .getMessage());

        assertTrue(
                message.startsWith("tiny.onnx: the logit of class %d at pixel (4, 25) is %s, not a finite number; "
                        .formatted(classId, value)),
                message);
    }

    @Test
    void noClassAtAllIsAFaultToo() {
        FloatBuffer logits = buffer(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY);
        LogitsReader reader = new LogitsReader("tiny.onnx", 1, 2, 1, 1);

        Exception e = assertThrows(SegmentationException.class, () -> reader.read(logits, 0, new byte[1], new byte[1]));

        assertTrue(String.valueOf(e.getMessage()).contains("all logits at pixel (0, 0) are -Infinity"), e.getMessage());
    }

    private static FloatBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(4 * size)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static FloatBuffer buffer(float... values) {
        return buffer(values.length).put(0, values);
    }
}
