package dev.maskwright.sdk.internal.video;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VotesTest {

    @Test
    void votesOfTwoClassesAreAverages() {
        int pixels = 64;
        Random random = new Random(1);
        Votes summed = new Votes(pixels);
        double[][] votes = new double[2][pixels];
        for (int frame = 0; frame < 40; frame++) {
            byte[] ids = new byte[pixels];
            byte[] confidences = new byte[pixels];
            double kept = frame == 0 ? 0 : random.nextDouble();
            for (int i = 0; i < pixels; i++) {
                ids[i] = (byte) (1 + random.nextInt(2));
                confidences[i] = (byte) (1 + random.nextInt(255));
                for (int c = 0; c < 2; c++) {
                    double vote = ids[i] == c + 1 ? (confidences[i] & 0xff) / 255.0 : 0;
                    votes[c][i] = kept * votes[c][i] + (1 - kept) * vote;
                }
            }
            float[] shares = new float[pixels];
            Arrays.fill(shares, (float) (1 - kept));

            summed.add(ids, confidences, shares);

            for (int i = 0; i < pixels; i++) {
                double best = Math.max(votes[0][i], votes[1][i]);
                if (Math.abs(votes[0][i] - votes[1][i]) > 1e-6) {
                    assertEquals(votes[0][i] > votes[1][i] ? 1 : 2, ids[i], "pixel " + i);
                }
                assertEquals(best, (confidences[i] & 0xff) / 255.0, 0.5 / 255 + 1e-5);
            }
        }
    }

    @Test
    void aThirdClassWinsInTheEndToo() {
        Votes votes = new Votes(1);
        byte[] ids = {0};
        byte[] confidences = {0};
        for (int i = 0; i < 40; i++) {
            ids[0] = (byte) (i < 10 ? 1 + i % 2 : 3);
            confidences[0] = (byte) 255;
            votes.add(ids, confidences, new float[] {i == 0 ? 1 : 0.2f});
        }
        assertEquals(3, ids[0]);
        assertEquals(254, confidences[0] & 0xff, 1);
    }
}
