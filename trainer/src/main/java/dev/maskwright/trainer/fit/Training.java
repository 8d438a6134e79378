package dev.maskwright.trainer.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RepeatedRows;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.net.Images;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fits a network to a data set. Each epoch ends with a validation and a checkpoint; a training that was cut off goes on
 * after its last finished epoch.
 */
public final class Training {

    private final Checkpoint checkpoint;
    private final Recipe recipe;
    private final Dataset train;
    private final Dataset validation;
    private final Progress progress;
    private final Set<String> skipped = new LinkedHashSet<>();
    /** The epoch that is under way, from 1. */
    private int epoch;

    private Training(Checkpoint checkpoint, Dataset train, Dataset validation, Progress progress) {
        this.checkpoint = checkpoint;
        this.recipe = checkpoint.recipe();
        this.train = RepeatedRows.of(train, recipe.data().repeat());
        this.validation = validation;
        this.progress = progress;
    }

    /**
     * Trains to the last epoch of the checkpoint's recipe, from where the checkpoint stands. An epoch in which the loss of
     * a step is no finite number is repeated from its start, once: a long training has seen such steps that were fine the
     * second time.
     *
     * @throws IOException if the checkpoint cannot be read or written; what was written before stays
     * @throws ArithmeticException if the loss is no finite number in the repeated epoch either
     */
    public static void fit(Checkpoint checkpoint, Dataset train, Dataset validation, Progress progress)
            throws IOException {
        Training training = new Training(checkpoint, train, validation, progress);
        int repeated = 0;
        while (true) {
            try (NDManager manager = NDManager.newBaseManager()) {
                training.run(manager);
                return;
            } catch (NonFiniteLossException e) {
                if (training.epoch == repeated) {
                    throw e;
                }
                repeated = training.epoch;
                progress.repeating(repeated, String.valueOf(e.getMessage()));
            }
        }
    }

    private void run(NDManager manager) throws IOException {
        TrainingState state = TrainingState.of(checkpoint, manager);
        NetworkBlock block = state.trained();
        Optimizer optimizer = state.optimizer();
        MovingAverage average = new MovingAverage(block, state.average(), recipe.averageDecay());
        int finished = state.epoch();
        double best = state.bestMeanIou();

        SegmentationLoss loss = SegmentationLoss.balanced(recipe.loss(), ClassPixels.count(train, skipped::add));
        int stepsPerEpoch = Math.max(1, train.size() / recipe.batchSize());
        Schedule schedule = Schedule.of(recipe, stepsPerEpoch);
        progress.started(finished, recipe.epochs(), stepsPerEpoch);

        for (epoch = finished + 1; epoch <= recipe.epochs(); epoch++) {
            Engine.getInstance().setRandomSeed((int) (recipe.seed() * 1_000_003 + epoch)); // stochastic depth
            EpochTotals totals = new EpochTotals();
            int step = (epoch - 1) * stepsPerEpoch;
            double rate = 0;
            try (Batches batches = Batches.shuffled(
                    train,
                    recipe.batchSize(),
                    recipe.cropWidth(),
                    recipe.cropHeight(),
                    recipe.augmentation(),
                    recipe.seed(),
                    epoch,
                    recipe.workers())) {
                while (totals.hasNext(batches)) {
                    Batch batch = batches.next();
                    rate = schedule.rate(step++);
                    try (NDManager scratch = manager.newSubManager()) {
                        double value = backward(block, loss, batch, scratch);
                        optimizer.step(step, rate, scratch);
                        average.update(step, scratch);
                        totals.add(value, batch.count());
                        progress.step(epoch, totals.steps(), value);
                    }
                }
                skipped.addAll(batches.skipped());
            }
            Evaluation evaluation = evaluate(state.average(), manager);
            double meanIou = evaluation.matrix().meanIou();
            boolean isBest = !(meanIou <= best);
            best = isBest ? meanIou : best;
            EpochReport report = totals.report(epoch, rate, evaluation.matrix(), isBest);
            save(state, report, best);
            progress.epoch(report);
        }
        progress.skipped(List.copyOf(skipped));
    }

    /** Leaves the gradients of the batch's loss in the block's parameters. */
    private double backward(NetworkBlock block, SegmentationLoss loss, Batch batch, NDManager scratch) {
        NDArray images = Images.normalized(
                scratch, batch.images(), batch.count(), batch.width(), batch.height(), recipe.normalization());
        try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.value(block.forward(images, true), batch.targets());
            double number = value.getFloat();
            if (!Double.isFinite(number)) {
                throw new NonFiniteLossException(number);
            }
            gradients.backward(value);
            return number;
        }
    }

    private Evaluation evaluate(NetworkBlock block, NDManager manager) {
        Predictor predictor = new NetworkPredictor(block, recipe.normalization(), manager);
        Evaluation evaluation = Evaluation.of(
                predictor, validation, recipe.batchSize(), recipe.width(), recipe.height(), recipe.workers());
        skipped.addAll(evaluation.skipped());
        return evaluation;
    }

    private void save(TrainingState state, EpochReport report, double best) throws IOException {
        Map<String, String> metadata = Map.of(
                "epoch", String.valueOf(report.epoch()),
                "meanIou", String.valueOf(report.validation().meanIou()),
                "bestMeanIou", String.valueOf(best));
        if (report.best()) {
            checkpoint.writeWeights(state.average().weights(), metadata);
        }
        checkpoint.writeMetrics(report);
        checkpoint.writeState(state.weights(), metadata);
    }
}
