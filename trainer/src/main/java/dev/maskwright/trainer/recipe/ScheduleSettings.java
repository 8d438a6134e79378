package dev.maskwright.trainer.recipe;

/**
 * How the learning rate changes over a training.
 *
 * @param kind what it does after the warm-up
 * @param warmUpEpochs number of epochs in which it grows, at least 0 and at most all epochs; may be a fraction
 * @param polyPower of {@link ScheduleKind#POLY}, at least 0
 * @param stepEpochs between the steps of {@link ScheduleKind#STEP}
 * @param stepFactor by which each of them multiplies the rate, 0..1
 */
public record ScheduleSettings(
        ScheduleKind kind, double warmUpEpochs, double polyPower, int stepEpochs, double stepFactor) {

    public ScheduleSettings {
        Bounds.require("schedule.warmUpEpochs", warmUpEpochs, 0, Integer.MAX_VALUE);
        Bounds.require("schedule.polyPower", polyPower, 0, 1000);
        Bounds.requirePositive("schedule.stepEpochs", stepEpochs);
        Bounds.require("schedule.stepFactor", stepFactor, 0, 1);
    }

    /** One epoch of warm-up, then down to 0 with a power of 0.9. */
    public static ScheduleSettings defaults() {
        return new ScheduleSettings(ScheduleKind.POLY, 1, 0.9, 10, 0.1);
    }

    public ScheduleSettings withKind(ScheduleKind changed) {
        return new ScheduleSettings(changed, warmUpEpochs, polyPower, stepEpochs, stepFactor);
    }

    public ScheduleSettings withWarmUpEpochs(double changed) {
        return new ScheduleSettings(kind, changed, polyPower, stepEpochs, stepFactor);
    }

    public ScheduleSettings withPolyPower(double changed) {
        return new ScheduleSettings(kind, warmUpEpochs, changed, stepEpochs, stepFactor);
    }

    /** The same, with another factor, 0..1, by which each step multiplies the rate. */
    public ScheduleSettings withSteps(int everyEpochs, double factor) {
        return new ScheduleSettings(kind, warmUpEpochs, polyPower, everyEpochs, factor);
    }
}
