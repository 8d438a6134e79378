package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDManager;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RepeatedRows;
import dev.maskwright.trainer.data.TrainingRows;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.evaluation.Predictor;
import dev.maskwright.trainer.fit.Ending.Reason;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Fits a network to a data set. Each epoch ends with a validation and a checkpoint; an interrupted training continues
 * after its last finished epoch.
 */
public final class Training {

    private final Checkpoint checkpoint;
    private final Recipe recipe;
    private final TrainingRows train;
    private final Optional<Distillation> distillation;
    private final Dataset validation;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final Set<String> skipped = new LinkedHashSet<>();
    /** The current epoch, from 1. */
    private int epoch;

    private Training(
            Checkpoint checkpoint,
            Dataset train,
            Dataset validation,
            Optional<Distillation> distillation,
            Progress progress,
            BooleanSupplier stop) {
        this.checkpoint = checkpoint;
        this.recipe = checkpoint.recipe();
        Dataset labelled = RepeatedRows.of(train, recipe.data().repeat());
        this.train = distillation.map(of -> of.rows(labelled, recipe)).orElseGet(() -> TrainingRows.of(labelled));
        this.distillation = distillation;
        this.validation = validation;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Trains to the last epoch of the checkpoint's recipe, from the state of the checkpoint. A step whose loss is not
     * finite resets the training to the saved state, once per epoch.
     *
     * @throws IOException if the checkpoint cannot be read or written; what was written before is kept
     * @throws IllegalArgumentException if the network cannot be trained with the recipe
     * @throws ArithmeticException if there is another such step in the same epoch; the message names its rows
     */
    public static Ending fit(Checkpoint checkpoint, Dataset train, Dataset validation, Progress progress)
            throws IOException {
        return fit(checkpoint, train, validation, progress, () -> false);
    }

    /**
     * As {@link #fit(Checkpoint, Dataset, Dataset, Progress)}, until it is asked to stop. The state is then saved even
     * in the middle of an epoch, and a later call continues exactly from there.
     *
     * @param stop checked before each step
     */
    public static Ending fit(
            Checkpoint checkpoint, Dataset train, Dataset validation, Progress progress, BooleanSupplier stop)
            throws IOException {
        return fit(checkpoint, train, validation, Optional.empty(), progress, stop);
    }

    /**
     * As {@link #fit(Checkpoint, Dataset, Dataset, Progress, BooleanSupplier)}, optionally with a teacher besides the
     * labels. A later call continues exactly only with the same teacher.
     */
    public static Ending fit(
            Checkpoint checkpoint,
            Dataset train,
            Dataset validation,
            Optional<Distillation> distillation,
            Progress progress,
            BooleanSupplier stop)
            throws IOException {
        checkpoint.recipe().requireTrainable(checkpoint.dir().toString());
        checkpoint.removeParts();
        Training training = new Training(checkpoint, train, validation, distillation, progress, stop);
        int repeated = 0;
        while (true) {
            try (NDManager manager = NDManager.newBaseManager()) {
                return training.run(manager);
            } catch (NonFiniteLossException e) {
                if (training.epoch == repeated) {
                    throw e;
                }
                repeated = training.epoch;
                progress.repeating(repeated, String.valueOf(e.getMessage()));
            }
        }
    }

    private Ending run(NDManager manager) throws IOException {
        int stepsPerEpoch = stepsPerEpoch();
        TrainingState state = TrainingState.of(checkpoint, stepsPerEpoch, manager);
        SegmentationLoss loss =
                SegmentationLoss.balanced(recipe.loss(), ClassPixels.count(train.labelled(), stop, skipped::add));
        Learner learner = new Learner(state, loss, teacher(state), recipe, manager);
        Schedule schedule = Schedule.of(recipe, stepsPerEpoch);
        int steps = recipe.epochs() * stepsPerEpoch;
        Standing standing = state.standing();
        progress.started(standing.epochs(), recipe.epochs(), stepsPerEpoch);

        while (standing.epochs() < recipe.epochs() && !hasStalled(standing)) {
            epoch = standing.epochs() + 1;
            learner.freezeEncoder(epoch <= recipe.encoder().freezeEpochs());
            EpochTotals totals = new EpochTotals(standing.begun());
            int step = (epoch - 1) * stepsPerEpoch + totals.steps();
            try (Batches batches = batchesFrom(totals.rows())) {
                while (!stop.getAsBoolean() && totals.hasNext(batches)) {
                    List<Batch> group = ofOneStep(batches, totals);
                    step++;
                    double value = learner.step(group, step, (step - 1.0) / steps, schedule.rate(step - 1));
                    if (!Double.isFinite(value)) {
                        throw new NonFiniteLossException(value, epoch, totals.steps() + 1, rows(group));
                    }
                    totals.add(value, group);
                    progress.timing(totals.stepNanos(), totals.stepWaitedNanos());
                    progress.step(epoch, totals.steps(), value);
                }
                skipped.addAll(batches.skipped());
            }
            if (totals.steps() == 0 && !stop.getAsBoolean()) {
                throw new IOException("no row of the training split can be used: " + String.join("; ", skipped));
            }
            Optional<Evaluation> evaluation = evaluate(state.average(), manager);
            if (evaluation.isEmpty()) {
                return stopped(state, standing, totals);
            }
            ConfusionMatrix matrix = evaluation.get().matrix();
            EpochReport report =
                    totals.report(epoch, schedule.rate(step - 1), matrix, standing.isBest(matrix.meanIou()));
            standing = standing.afterEpoch(matrix.meanIou());
            save(state, standing, report);
            progress.epoch(report);
        }
        progress.skipped(List.copyOf(skipped));
        boolean isDone = standing.epochs() >= recipe.epochs();
        return new Ending(isDone ? Reason.DONE : Reason.NO_LONGER_BETTER, standing.epochs(), 0);
    }

    /** The batches whose gradients are accumulated; at least one. */
    private List<Batch> ofOneStep(Batches batches, EpochTotals totals) {
        List<Batch> group = new ArrayList<>(List.of(batches.next()));
        while (group.size() < recipe.batch().accumulate() && totals.hasNext(batches)) {
            group.add(batches.next());
        }
        return group;
    }

    private Optional<Teacher> teacher(TrainingState state) {
        return distillation.map(of -> of.teacher()
                .orElseGet(() ->
                        NetworkTeacher.self(state.average(), recipe.input().normalization())));
    }

    private int stepsPerEpoch() {
        int batches = Math.max(1, train.size() / recipe.batch().size());
        return (batches + recipe.batch().accumulate() - 1)
                / recipe.batch().accumulate(); // the last step may have fewer batches
    }

    private boolean hasStalled(Standing standing) {
        return recipe.validation().patience() > 0
                && standing.epochs() - standing.bestEpoch()
                        >= recipe.validation().patience();
    }

    /** The batches of the epoch that come after {@code rows} rows. */
    private Batches batchesFrom(int rows) {
        return Batches.shuffled(
                train,
                recipe.batch().size(),
                recipe.batch().cropWidth(),
                recipe.batch().cropHeight(),
                recipe.augmentation(),
                recipe.seed(),
                epoch,
                rows,
                recipe.batch().workers());
    }

    private List<String> rows(List<Batch> group) {
        return group.stream()
                .flatMapToInt(batch -> Arrays.stream(batch.rows()))
                .distinct()
                .mapToObj(train::describe)
                .toList();
    }

    /** Empty if it was asked to stop before the end. */
    private Optional<Evaluation> evaluate(NetworkBlock block, NDManager manager) {
        final class StoppedException extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        Predictor predictor = new NetworkPredictor(block, recipe.input().normalization(), manager);
        Predictor stoppable = batch -> {
            if (stop.getAsBoolean()) {
                throw new StoppedException();
            }
            return predictor.classIds(batch);
        };
        try {
            Evaluation evaluation = Evaluation.of(
                    stoppable,
                    validation,
                    recipe.batch().size(),
                    recipe.input().width(),
                    recipe.input().height(),
                    recipe.batch().workers());
            skipped.addAll(evaluation.skipped());
            return Optional.of(evaluation);
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    /**
     * Each file appears whole, and the state last: after a kill between any two of these, the epoch is repeated and
     * writes the same.
     */
    private void save(TrainingState state, Standing standing, EpochReport report) throws IOException {
        double meanIou = report.validation().meanIou();
        Map<String, String> metadata = new TreeMap<>(standing.metadata());
        metadata.put("meanIou", String.valueOf(meanIou));
        Weights average = state.average().weights();
        if (report.best()) {
            checkpoint.writeWeights(average, metadata);
        }
        if (recipe.validation().keepBest() > 0) {
            checkpoint.writeBest(average, metadata, report.epoch(), meanIou);
        }
        checkpoint.writeMetrics(report);
        checkpoint.writeState(state.weights(), metadata);
    }

    private Ending stopped(TrainingState state, Standing standing, EpochTotals totals) throws IOException {
        if (totals.steps() > standing.begun().steps()) {
            checkpoint.writeState(state.weights(), standing.with(totals.sums()).metadata());
        }
        progress.skipped(List.copyOf(skipped));
        return new Ending(Reason.STOPPED, standing.epochs(), totals.steps());
    }
}
