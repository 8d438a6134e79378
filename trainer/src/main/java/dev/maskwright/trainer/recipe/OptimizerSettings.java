package dev.maskwright.trainer.recipe;

/**
 * How a step updates the parameters.
 *
 * @param kind of optimiser
 * @param learningRate the highest, after the warm-up, above 0
 * @param momentum of SGD, 0..1
 * @param weightDecay acts on weights only, not on biases, norms and positions; decoupled from the gradient with AdamW
 * @param gradientNorm to which longer gradients are clipped; 0 for no clipping
 * @param averageDecay of the moving average of the weights, 0..1, 0 for none; the average is what is validated and
 *     exported
 */
public record OptimizerSettings(
        OptimizerKind kind,
        double learningRate,
        double momentum,
        double weightDecay,
        double gradientNorm,
        double averageDecay) {

    public OptimizerSettings {
        Bounds.require("optimizer.learningRate", learningRate, Double.MIN_VALUE, 1000);
        Bounds.require("optimizer.momentum", momentum, 0, 1);
        Bounds.require("optimizer.weightDecay", weightDecay, 0, 1000);
        Bounds.require("optimizer.gradientNorm", gradientNorm, 0, Double.MAX_VALUE);
        Bounds.require("optimizer.averageDecay", averageDecay, 0, 1);
    }

    /** AdamW at 0.001. */
    public static OptimizerSettings defaults() {
        return new OptimizerSettings(OptimizerKind.ADAMW, 1e-3, 0.9, 0.01, 5, 0.998);
    }

    public OptimizerSettings withKind(OptimizerKind changed) {
        return new OptimizerSettings(changed, learningRate, momentum, weightDecay, gradientNorm, averageDecay);
    }

    public OptimizerSettings withLearningRate(double changed) {
        return new OptimizerSettings(kind, changed, momentum, weightDecay, gradientNorm, averageDecay);
    }

    public OptimizerSettings withMomentum(double changed) {
        return new OptimizerSettings(kind, learningRate, changed, weightDecay, gradientNorm, averageDecay);
    }

    public OptimizerSettings withWeightDecay(double changed) {
        return new OptimizerSettings(kind, learningRate, momentum, changed, gradientNorm, averageDecay);
    }

    public OptimizerSettings withGradientNorm(double changed) {
        return new OptimizerSettings(kind, learningRate, momentum, weightDecay, changed, averageDecay);
    }

    public OptimizerSettings withAverageDecay(double changed) {
        return new OptimizerSettings(kind, learningRate, momentum, weightDecay, gradientNorm, changed);
    }
}
