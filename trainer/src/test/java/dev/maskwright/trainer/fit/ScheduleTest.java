package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ScheduleTest {

    @Test
    void withoutWarmUpItIsPyTorchsPolynomial() {
        // torch.optim.lr_scheduler.PolynomialLR(total_iters=10, power=0.9) from 1e-3
        double[] recorded = {0.001, 0.0009095325760829623, 0.0008180521460508585, 0.0007254178469372199};
        Schedule schedule = new Schedule(1e-3, 0, 10, 0.9);
        for (int step = 0; step < recorded.length; step++) {
            assertEquals(recorded[step], schedule.rate(step), 1e-12);
        }
    }

    @Test
    void warmUpGrowsEvenlyToThePeakAndTheLastStepIsNearZero() {
        Schedule schedule = new Schedule(1, 3, 103, 1);
        assertEquals(0.25, schedule.rate(0), 1e-12);
        assertEquals(0.75, schedule.rate(2), 1e-12);
        assertEquals(1, schedule.rate(3), 1e-12);
        assertEquals(0.01, schedule.rate(102), 1e-12);
    }
}
