package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.SegmentationException;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {

    private static final int CLASSES = 5;
    private static final int PIXELS = 700;

    @Test
    void sharesAreThoseOfThePlainFormula() {
        Random random = new Random(3);
        float[] logits = new float[PIXELS + CLASSES * PIXELS];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (random.nextGaussian() * (i % 3 == 0 ? 100 : 3));
        }
        float[] shares = new float[CLASSES * PIXELS];
        new Softmax("model", 1, CLASSES, PIXELS).shares(FloatBuffer.wrap(logits), PIXELS, shares);
        for (int i = 0; i < PIXELS; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < CLASSES; k++) {
                largest = Math.max(largest, logits[PIXELS + k * PIXELS + i]);
            }
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                sum += Math.exp(logits[PIXELS + k * PIXELS + i] - largest);
            }
            for (int k = 0; k < CLASSES; k++) {
                double expected = Math.exp(logits[PIXELS + k * PIXELS + i] - largest) / sum;
                assertEquals(expected, shares[k * PIXELS + i], 1e-5);
            }
        }
    }

    @Test
    void oneLogitThatIsNoNumberIsToldOf() {
        float[] logits = new float[CLASSES * PIXELS];
        logits[3 * PIXELS + 77] = Float.NaN;
        Softmax softmax = new Softmax("model", 1, CLASSES, PIXELS);
        FloatBuffer from = FloatBuffer.wrap(logits);
        float[] to = new float[logits.length];
        Exception fault = assertThrows(SegmentationException.class, () -> softmax.shares(from, 0, to));
        assertEquals("model: its logits are not numbers (NaN); check the model and its weights", fault.getMessage());
    }
}
