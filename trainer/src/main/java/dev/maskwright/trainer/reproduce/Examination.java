package dev.maskwright.trainer.reproduce;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.evaluation.Predictor;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures networks on the validation split, by the notebook's metric and by proper ones together. */
public final class Examination implements AutoCloseable {

    private static final int BATCH = 16;

    private final DataSource masks;
    private final @Nullable DataSource labels;
    private final Optional<FullLabels> fullLabels;

    private Examination(DataSource masks, @Nullable DataSource labels) {
        this.masks = masks;
        this.labels = labels;
        this.fullLabels =
                Optional.ofNullable(labels).map(source -> new FullLabels(masks.validation(), source.validation()));
    }

    /**
     * Opens a data set of the product-masks schema.
     *
     * @throws BadDatasetException if it cannot be read
     */
    public static Examination open(Path data, DataSettings settings) throws BadDatasetException {
        CacheOptions cache = CacheOptions.inMemory();
        DataSource masks = DataSources.open(data, settings.withTarget(Target.MASK, Outside.BACKGROUND), cache);
        DataSource labels = null;
        try {
            labels = DataSources.open(data, settings.withTarget(Target.LABELS, Outside.BACKGROUND), cache);
        } catch (BadDatasetException e) {
            // Most such data sets have no labels of every product.
        }
        return new Examination(masks, labels);
    }

    public ClassList classes() {
        return validation().classes();
    }

    /** Whether every product in the pictures is labelled. */
    public boolean hasFullLabels() {
        return fullLabels.isPresent();
    }

    public Dataset validation() {
        return masks.validation();
    }

    /**
     * Measures a network.
     *
     * @param hypothesis says how the notebook showed it the pictures
     * @param width of what the network is given
     */
    public Figures measure(Predictor predictor, Hypothesis hypothesis, int width, int height) {
        ConfusionMatrix whole = new ConfusionMatrix(classes().size());
        ConfusionMatrix labelled = new ConfusionMatrix(classes().size());
        try (Batches batches = Batches.sequential(validation(), BATCH, width, height, 1)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                byte[] predicted = predictor.classIds(batch);
                whole.add(batch.targets(), predicted);
                fullLabels.ifPresent(truth -> labelled.add(truth.targets(batch.rows(), width, height), predicted));
            }
        }
        return Figures.of(hypothesis.measuresCrops() ? onCrops(predictor, width, height) : whole, whole, labelled);
    }

    private ConfusionMatrix onCrops(Predictor predictor, int width, int height) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes().size());
        try (Batches batches =
                Batches.sequential(new CroppedRows(validation(), width, height), BATCH, width, height, 1)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                matrix.add(batch.targets(), predictor.classIds(batch));
            }
        }
        return matrix;
    }

    /** Measures predicting one class everywhere: what a network must beat to have learned anything. */
    public Figures measureConstant(int classId, Hypothesis hypothesis, int width, int height) {
        return measure(batch -> filled(batch, classId), hypothesis, width, height);
    }

    private static byte[] filled(Batch batch, int classId) {
        byte[] ids = new byte[batch.targets().length];
        Arrays.fill(ids, (byte) classId);
        return ids;
    }

    /** The product with most pixels in this split. */
    public int commonestProduct(int width, int height) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes().size());
        try (Batches batches = Batches.sequential(validation(), BATCH, width, height, 1)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                matrix.add(batch.targets(), filled(batch, 0));
            }
        }
        return IntStream.range(1, classes().size())
                .boxed()
                .max(Comparator.comparingLong(matrix::labelled))
                .orElse(0);
    }

    @Override
    public void close() {
        masks.close();
        if (labels != null) {
            labels.close();
        }
    }
}
