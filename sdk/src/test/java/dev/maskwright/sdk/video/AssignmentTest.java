package dev.maskwright.sdk.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AssignmentTest {

    private static final int TRIALS = 2000;

    /** The least cost with the most pairs, by exhaustive search. */
    private static double best(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = 100 + best(cost, row + 1, taken); // unpaired: costs more than any pairs
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j] && Double.isFinite(cost[row][j])) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + best(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }

    @Test
    void nothingIsCheaper() {
        Random random = new Random(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            int rows = random.nextInt(6);
            int columns = random.nextInt(6);
            double share = random.nextDouble();
            double[][] cost = new double[rows][columns];
            Assignment assignment = new Assignment(rows, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    cost[i][j] = random.nextDouble() < share ? random.nextInt(11) / 10.0 : Double.POSITIVE_INFINITY;
                    if (Double.isFinite(cost[i][j])) {
                        assignment.allow(i, j, cost[i][j]);
                    }
                }
            }
            int[] found = assignment.solve();
            boolean[] taken = new boolean[columns];
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                if (found[i] == Assignment.NONE) {
                    sum += 100;
                } else {
                    assertEquals(false, taken[found[i]], "a column twice");
                    taken[found[i]] = true;
                    sum += cost[i][found[i]];
                }
            }
            assertEquals(best(cost, 0, new boolean[columns]), sum, 1e-9, "trial " + trial);
        }
    }

    @Test
    void nothingAllowedIsNothingPaired() {
        assertArrayEquals(new int[] {Assignment.NONE, Assignment.NONE}, new Assignment(2, 3).solve());
    }
}
