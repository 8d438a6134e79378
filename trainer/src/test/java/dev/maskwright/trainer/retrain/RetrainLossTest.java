package dev.maskwright.trainer.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.data.Sample;
import org.junit.jupiter.api.Test;

final class RetrainLossTest {

    /** Background, one old class and two new ones, for four pixels beside each other. */
    private static final float[] LOGITS = {
        1, 1, 1, 1, //
        0, 0, 0, 0, //
        0, 2, -2, 2, //
        -2, 0, 3, 0,
    };

    private static final byte[] TARGETS = {0, 2, 1, (byte) Sample.IGNORE};

    @Test
    void theBackgroundOfOldPicturesHidesWhatIsNewButForWhatWasPasted() {
        double[][] shares = shares(/* isTrusted= */ false);
        for (int pixel : new int[] {0, 2, 3}) {
            double all = sum(pixel);
            double hidden = Math.exp(LOGITS[pixel]) + Math.exp(LOGITS[8 + pixel]) + Math.exp(LOGITS[12 + pixel]);
            double[] expected = {hidden / all, Math.exp(LOGITS[4 + pixel]) / all, 0, 0};
            assertArrayEquals(expected, shares[pixel], 1e-5, "pixel " + pixel);
        }
        assertArrayEquals(plain(1), shares[1], 1e-5, "pasted");
    }

    @Test
    void onceItIsTrustedTheNetworkSaysWhereTheBackgroundHidesNothing() {
        double[][] shares = shares(/* isTrusted= */ true);
        double all = sum(0);
        double hidden = Math.exp(1) + Math.exp(0); // the first new class is nearly as likely as the background
        assertArrayEquals(new double[] {hidden / all, 1 / all, 0, Math.exp(-2) / all}, shares[0], 1e-5);
        assertArrayEquals(plain(1), shares[1], 1e-5, "pasted");
        assertEquals(Math.exp(-2) / sum(2), shares[2][2], 1e-5);
        assertEquals(0, shares[2][3], 1e-5);
    }

    private static double[] plain(int pixel) {
        double[] shares = new double[4];
        for (int id = 0; id < 4; id++) {
            shares[id] = Math.exp(LOGITS[4 * id + pixel]) / sum(pixel);
        }
        return shares;
    }

    private static double sum(int pixel) {
        double sum = 0;
        for (int id = 0; id < 4; id++) {
            sum += Math.exp(LOGITS[4 * id + pixel]);
        }
        return sum;
    }

    /** Probabilities by pixel and class. */
    private static double[][] shares(boolean isTrusted) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(LOGITS, new Shape(1, 4, 1, 4));
            float[] found =
                    RetrainLoss.hidden(logits, TARGETS, 2, isTrusted).softmax(1).toFloatArray();
            double[][] shares = new double[4][4];
            for (int i = 0; i < found.length; i++) {
                shares[i % 4][i / 4] = found[i];
            }
            return shares;
        }
    }
}
