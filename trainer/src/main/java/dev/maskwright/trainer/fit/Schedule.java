package dev.maskwright.trainer.fit;

/**
 * The learning rate at each step: it grows evenly over the warm-up, then falls to 0 as
 * {@code (1 - progress)^power}.
 *
 * @param peak the rate at the end of the warm-up
 * @param warmUpSteps steps before the peak
 * @param steps all steps of the training
 * @see <a href="https://arxiv.org/abs/1606.00915">DeepLab, section 4.1, for the polynomial</a>
 */
public record Schedule(double peak, long warmUpSteps, long steps, double power) {

    public Schedule {
        if (!(peak > 0) || warmUpSteps < 0 || steps < 1 || !(power >= 0)) {
            throw new IllegalArgumentException(
                    "a schedule needs a rate above 0, steps of at least 1 and a power of at least 0; got " + "rate "
                            + peak + ", warm-up " + warmUpSteps + ", steps " + steps + ", power " + power);
        }
    }

    /** The rate of a step, which counts from 0. */
    public double rate(long step) {
        if (step < warmUpSteps) {
            return peak * (step + 1) / (warmUpSteps + 1.0);
        }
        double progress = (step - warmUpSteps) / (double) Math.max(1, steps - warmUpSteps);
        return peak * Math.pow(Math.max(0, 1 - progress), power);
    }
}
