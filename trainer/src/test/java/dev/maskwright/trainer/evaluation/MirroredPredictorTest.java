package dev.maskwright.trainer.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.trainer.data.Batch;
import org.junit.jupiter.api.Test;

final class MirroredPredictorTest {

    private static final int WIDTH = 3;

    /** Two pictures of 3x2 whose red values count up. */
    private static Batch batch() {
        byte[] images = new byte[2 * 6 * 3];
        byte[] targets = new byte[2 * 6];
        for (int pixel = 0; pixel < targets.length; pixel++) {
            images[3 * pixel] = (byte) pixel;
            targets[pixel] = (byte) (100 + pixel);
        }
        return new Batch(images, images, targets, 2, WIDTH, 2, new int[] {0, 1}, 2);
    }

    @Test
    void aBatchIsMirroredRowByRow() {
        Batch mirrored = batch().mirrored();
        assertArrayEquals(new byte[] {102, 101, 100, 105, 104, 103, 108, 107, 106, 111, 110, 109}, mirrored.targets());
        assertEquals(2, mirrored.images()[0]);
        assertArrayEquals(batch().images(), mirrored.mirrored().images());
    }

    @Test
    void whatDependsOnPlaceAloneIsNamedAsIfNotMirrored() {
        // Class 1 where red is odd: it moves with the picture, so both looks agree.
        Predictor predictor = new MirroredPredictor(2, MirroredPredictorTest::oddness);
        assertArrayEquals(new byte[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, predictor.classIds(batch()));
    }

    @Test
    void theMeanOfBothLooksDecidesAndTiesGoToTheLowerClass() {
        // Class 1 has 0.9, 0.5 and 0.3 from left to right, however the picture lies: on average 0.6, 0.5 and 0.6.
        float[] shares = {0.9f, 0.5f, 0.3f};
        Predictor predictor = new MirroredPredictor(2, batch -> {
            float[] planes = new float[batch.count() * 2 * 6];
            for (int image = 0; image < batch.count(); image++) {
                for (int pixel = 0; pixel < 6; pixel++) {
                    planes[(image * 2) * 6 + pixel] = 1 - shares[pixel % WIDTH];
                    planes[(image * 2 + 1) * 6 + pixel] = shares[pixel % WIDTH];
                }
            }
            return planes;
        });
        assertArrayEquals(new byte[] {1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1}, predictor.classIds(batch()));
    }

    private static float[] oddness(Batch batch) {
        float[] planes = new float[batch.count() * 2 * 6];
        for (int pixel = 0; pixel < batch.targets().length; pixel++) {
            int odd = batch.images()[3 * pixel] % 2;
            planes[(pixel / 6 * 2 + odd) * 6 + pixel % 6] = 1;
        }
        return planes;
    }
}
