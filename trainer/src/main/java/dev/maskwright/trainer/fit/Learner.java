package dev.maskwright.trainer.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.loss.SoftLabels;
import dev.maskwright.trainer.net.Factors;
import dev.maskwright.trainer.net.Images;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.PixelGrid;
import dev.maskwright.trainer.recipe.DistillationSettings;
import dev.maskwright.trainer.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Does the steps of a training: forward, loss, backward, move, average. One thread at a time. */
final class Learner {

    private final NetworkBlock block;
    private final Optimizer optimizer;
    private final MovingAverage average;
    private final SegmentationLoss loss;
    private final Optional<Teacher> teacher;
    private final SoftLabels softLabels;
    private final Recipe recipe;
    private final NDManager manager;

    /**
     * A learner that changes the arrays of {@code state}; what a step needs on the way lives in {@code manager}.
     *
     * @param teacher whose probabilities are learned besides the labels, if any
     */
    Learner(TrainingState state, SegmentationLoss loss, Optional<Teacher> teacher, Recipe recipe, NDManager manager) {
        this.block = state.trained();
        this.optimizer = state.optimizer();
        this.average =
                new MovingAverage(block, state.average(), recipe.optimizer().averageDecay());
        this.loss = loss;
        this.teacher = teacher;
        DistillationSettings settings = recipe.distillation();
        this.softLabels = new SoftLabels(settings.temperature(), settings.confidence());
        this.recipe = recipe;
        this.manager = manager;
    }

    /** Keeps the encoder as it is, or lets it learn. */
    void freezeEncoder(boolean frozen) {
        block.freeze(node -> frozen && Encoder.owns(node));
    }

    /**
     * Learns from batches, whose gradients are averaged.
     *
     * @param step which step of the training this is, from 1
     * @param done the share of the training that lies before it, 0..1
     * @return the mean loss; where it or the gradient is no finite number, that number, and nothing has been learned
     */
    double step(List<Batch> batches, int step, double done, double learningRate) {
        // Anew for each step, so that one in the middle of an epoch drops the same after a resume.
        SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + step);
        Engine.getInstance().setRandomSeed(random.nextInt());
        double sum = 0;
        for (Batch batch : batches) {
            int stride = recipe.loss().stride();
            sum += backward(batch, new PixelGrid(stride, random.nextInt(stride), random.nextInt(stride)), done);
        }
        if (!Double.isFinite(sum)) {
            return sum;
        }
        try (NDManager scratch = manager.newSubManager()) {
            double norm = optimizer.step(step, learningRate, batches.size(), scratch);
            if (!Double.isFinite(norm)) {
                return norm;
            }
            average.update(step, scratch);
        }
        return sum / batches.size();
    }

    /** Adds the gradients of the batch's loss to those in the block's parameters. */
    private double backward(Batch batch, PixelGrid grid, double done) {
        try (NDManager scratch = manager.newSubManager()) {
            // Before gradients are collected, so that none are for the teacher.
            Optional<NDArray> taught = teacher.filter(
                            any -> done >= recipe.distillation().from())
                    .map(network -> network.logits(batch, grid, scratch));
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray images = Images.normalized(
                        scratch,
                        batch.images(),
                        batch.count(),
                        batch.width(),
                        batch.height(),
                        recipe.input().normalization());
                byte[] targets = grid.of(batch.targets(), batch.width(), batch.height());
                NDArray logits = block.forward(images, grid);
                NDArray value = loss.value(logits, targets, done);
                if (taught.isPresent()) {
                    NDArray soft = softLabels.value(logits, taught.get(), targets);
                    value = value.add(Factors.times(soft, recipe.distillation().weight()));
                }
                gradients.backward(value);
                return value.getFloat();
            }
        }
    }
}
