package dev.maskwright.trainer.retrain;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.trainer.fit.MovingAverage;
import dev.maskwright.trainer.fit.Optimizer;
import dev.maskwright.trainer.fit.UpdateRule;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.PixelGrid;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** The steps of a retraining, from encoded views to weights. One thread at a time. */
final class Fit {

    /**
     * Views of corrected pictures in each step, and of old ones; corrected ones take their place if there are no old
     * ones.
     */
    private static final int CORRECTED = 8;

    private static final int REPLAYED = 8;
    private static final double WEIGHT_DECAY = 0.01;

    /** The decay of the moving average whose weights are used. */
    private static final double AVERAGE_DECAY = 0.98;

    /** The loss uses one of so many rows and columns of pixels, different ones in each step. */
    private static final int STRIDE = 4;

    /** Steps in which the learning rate rises. */
    private static final int WARM_UP = 10;

    /**
     * How far the weights move from the deployed ones to the trained ones. The source of {@link Partway} recommends
     * half the way if nothing is known; a new class is lost half way, but not within the last tenth, which costs the
     * others most.
     */
    private static final double WITHOUT_NEW_CLASSES = 0.5;

    private static final double WITH_NEW_CLASSES = 0.9;

    /**
     * The training material.
     *
     * @param old the network before it is retrained
     * @param grown the same network with an output for each new class
     * @param corrected views of corrected pictures, at least one
     * @param replayed views of old pictures; may be none
     */
    record Material(NetworkBlock old, GrownHead grown, Views corrected, Views replayed) {}

    /**
     * The result.
     *
     * @param weights of the grown network
     * @param loss the mean over the last steps
     */
    record Fitted(Weights weights, int steps, double loss, double seconds) {}

    private final Retraining.Deployed deployed;
    private final RetrainOptions options;
    private final Material material;
    private final NDManager manager;
    private final NetworkBlock trained;
    private final NetworkBlock average;
    private final Optimizer optimizer;
    private final MovingAverage moving;
    private final RetrainLoss loss;
    private final SplittableRandom random;

    Fit(Retraining.Deployed deployed, RetrainOptions options, Material material, NDManager manager) {
        this.deployed = deployed;
        this.options = options;
        this.material = material;
        this.manager = manager;
        GrownHead grown = material.grown();
        trained = NetworkBlock.of(grown.network(), grown.weights(), manager);
        trained.freeze(name -> Encoder.owns(name) || grown.network().node(name).layer() instanceof Layer.BatchNorm);
        average = NetworkBlock.of(grown.network(), grown.weights(), manager);
        average.freeze(name -> true);
        optimizer = Optimizer.ofUnfrozen(
                trained, new UpdateRule.Adam(true), new Optimizer.Options(WEIGHT_DECAY, 5), manager);
        moving = new MovingAverage(trained, average, AVERAGE_DECAY);
        int classes = grown.network().classes();
        loss = RetrainLoss.of(
                deployed.classes().size(),
                material.corrected().pixels(classes),
                material.replayed().pixels(classes));
        random = new SplittableRandom(options.seed());
    }

    /** @throws ArithmeticException if the loss is not finite */
    Fitted run(Retraining.Listener listener) {
        long begun = System.nanoTime();
        double done = 0;
        double recent = Double.NaN;
        int step = 0;
        boolean isWanted = true;
        while (step < options.steps() && done < 1 && isWanted) {
            step++;
            double value = step(step, done);
            if (!Double.isFinite(value)) {
                throw new ArithmeticException(
                        "the loss of step %d is %s; retrain with a lower learning rate".formatted(step, value));
            }
            recent = Double.isNaN(recent) ? value : recent + (value - recent) / Math.min(step, 20);
            double spent =
                    (System.nanoTime() - begun) / (double) options.longest().toNanos();
            done = Math.max(step / (double) options.steps(), spent);
            isWanted = listener.step(step, Math.min(1, done), recent);
        }
        return new Fitted(
                Partway.between(deployed.weights(), average.weights(), share()),
                step,
                recent,
                (System.nanoTime() - begun) / 1e9);
    }

    /** Of the way to the trained weights. */
    private double share() {
        boolean hasNew =
                material.grown().network().classes() > deployed.classes().size();
        return hasNew ? WITH_NEW_CLASSES : WITHOUT_NEW_CLASSES;
    }

    private double step(int step, double done) {
        Views replayed = material.replayed();
        int oldOnes = replayed.size() == 0 ? 0 : REPLAYED;
        int newOnes = CORRECTED + REPLAYED - oldOnes;
        PixelGrid grid = new PixelGrid(STRIDE, random.nextInt(STRIDE), random.nextInt(STRIDE));
        double value;
        try (NDManager scratch = manager.newSubManager()) {
            Views.Joined views = material.corrected()
                    .joined(drawn(material.corrected(), newOnes), replayed, drawn(replayed, oldOnes), scratch);
            NDArray before = material.old().forwardFrom(Map.of(material.grown().head(), views.oldLogits()), grid);
            byte[] targets = grid.of(views.targets(), deployed.width(), deployed.height());
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray logits = trained.forwardFrom(views.features(), grid);
                NDArray sum = loss.value(logits, before, targets, newOnes, done);
                gradients.backward(sum);
                value = sum.getFloat();
            }
        }
        if (!Double.isFinite(value)) {
            return value;
        }
        try (NDManager scratch = manager.newSubManager()) {
            double norm = optimizer.step(step, rate(options.learningRate(), step, done), 1, scratch);
            if (!Double.isFinite(norm)) {
                return norm;
            }
            moving.update(step, scratch);
        }
        return value;
    }

    private int[] drawn(Views views, int count) {
        int[] chosen = new int[count];
        Arrays.setAll(chosen, i -> random.nextInt(views.size()));
        return chosen;
    }

    /**
     * The learning rate of a step: it rises over the first steps and falls to 0, nearly linearly. A network that is
     * already good gets worse after a few steps at full rate, because Adam moves every weight by the same amount
     * however small its gradient is.
     *
     * @param step from 1
     * @param done the share of the training before it, by steps or by time, 0..1
     */
    static double rate(double highest, int step, double done) {
        return highest * Math.min(1, step / (double) WARM_UP) * Math.pow(1 - done, 0.9);
    }
}
