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

/** Performs the steps of a training: forward, loss, backward, update, average. One thread at a time. */
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
     * A learner that changes the arrays of {@code state}; temporary arrays live in {@code manager}.
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

    /** Freezes the encoder, or lets it learn. */
    void freezeEncoder(boolean frozen) {
        block.freeze(node -> frozen && Encoder.owns(node));
    }

    /**
     * Learns from batches, whose gradients are averaged.
     *
     * @param step which step of the training this is, from 1
     * @param done the share of the training before it, 0..1
     * @return the mean loss; if it or the gradient is not finite, that number, and nothing has been learned
     */
    double step(List<Batch> batches, int step, double done, double learningRate) {
        // Seeded for each step, so that a resumed epoch drops the same units.
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
            // Before gradients are recorded, so that there are none for the teacher.
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
