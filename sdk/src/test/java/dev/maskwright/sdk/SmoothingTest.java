package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmoothingTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void votesOfTwoClassesAreAverages() {
        int pixels = 64;
        Random random = new Random(1);
        Smoothing smoothing = new Smoothing(Duration.ofMillis(100), pixels);
        double[][] votes = new double[2][pixels];
        long now = 0;
        for (int frame = 0; frame < 40; frame++) {
            long elapsed = (1 + random.nextInt(60)) * MILLISECOND;
            now += elapsed;
            byte[] ids = new byte[pixels];
            byte[] confidences = new byte[pixels];
            double kept = frame == 0 ? 0 : Math.pow(0.5, elapsed / (100.0 * MILLISECOND));
            for (int i = 0; i < pixels; i++) {
                ids[i] = (byte) (1 + random.nextInt(2));
                confidences[i] = (byte) (1 + random.nextInt(255));
                for (int c = 0; c < 2; c++) {
                    double vote = ids[i] == c + 1 ? (confidences[i] & 0xff) / 255.0 : 0;
                    votes[c][i] = kept * votes[c][i] + (1 - kept) * vote;
                }
            }
            Mask mask = Mask.of(pixels, 1, ids, confidences, TinyModels.CLASSES);

            smoothing.smooth(mask, now);

            for (int i = 0; i < pixels; i++) {
                double best = Math.max(votes[0][i], votes[1][i]);
                if (Math.abs(votes[0][i] - votes[1][i]) > 1e-6) {
                    assertEquals(votes[0][i] > votes[1][i] ? 1 : 2, mask.classAt(i, 0), "pixel " + i);
                }
                assertEquals(best, mask.confidenceAt(i, 0), 0.5 / 255 + 1e-5);
            }
        }
    }

    @Test
    void theFirstFrameIsLeftAsItIsAndSoIsOneOfAnotherSize() {
        Smoothing smoothing = new Smoothing(Duration.ofSeconds(10), 4);
        Mask first = mask(2, 3, 1, 0);
        smoothing.smooth(first, 5);
        assertArrayEquals(new byte[] {2, 3, 1, 0}, first.classIds());

        Mask other = mask(1, 1, 1, 1);
        other.belongsTo(40, 30);
        smoothing.smooth(other, 6);
        assertArrayEquals(new byte[] {1, 1, 1, 1}, other.classIds());

        Mask back = mask(3, 3, 3, 3);
        back.belongsTo(40, 30);
        smoothing.smooth(back, 2); // a clock that was set back
        assertArrayEquals(new byte[] {3, 3, 3, 3}, back.classIds());
    }

    @Test
    void aThirdClassWinsInTheEndToo() {
        Smoothing smoothing = new Smoothing(Duration.ofMillis(100), 4);
        Mask mask = mask(0, 0, 0, 0);
        for (int i = 0; i < 40; i++) {
            int id = i < 10 ? 1 + i % 2 : 3;
            mask = mask(id, id, id, id);
            smoothing.smooth(mask, i * 33L * MILLISECOND);
        }
        assertArrayEquals(new byte[] {3, 3, 3, 3}, mask.classIds());
        assertEquals(1, mask.confidenceAt(0, 0), 0.01);
    }

    private static Mask mask(int... ids) {
        byte[] classIds = new byte[ids.length];
        byte[] confidences = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            classIds[i] = (byte) ids[i];
            confidences[i] = (byte) 255;
        }
        return Mask.of(ids.length, 1, classIds, confidences, TinyModels.CLASSES);
    }
}
