package dev.maskwright.cli.export;

import dev.maskwright.cli.source.CalibrationPictures;
import dev.maskwright.cli.source.CalibrationRows;
import dev.maskwright.cli.source.Provenance;
import dev.maskwright.cli.source.SegmenterPredictor;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Quantises with data sets: calibrates on them as well as on folders of pictures, and measures on labels.
 *
 * @param calibration a folder of pictures, or a data set
 * @param samples maximum number of pictures for calibration
 * @param data a data set to measure mean IoU on; null to compare masks only
 */
record DataSetQuantizing(
        Quantizing quantizing,
        Path calibration,
        int samples,
        @Nullable Path data) {

    /** The mean IoU that may be lost by default. */
    private static final double MAX_DROP = 0.005;

    static double maxDrop(@Nullable Path data) {
        return data == null ? Quantizing.MAX_CHANGE : MAX_DROP;
    }

    /** Runs it and returns the exit code. */
    int run() throws IOException, BadDatasetException {
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(quantizing.model())) {
            card = segmenter.card();
        }
        Recipe recipe = Provenance.recipe(card).orElseGet(Recipe::defaults);
        List<String> skipped = new ArrayList<>();
        List<Frame> pictures = CalibrationPictures.read(calibration, samples, skipped);
        if (pictures.isEmpty() && skipped.isEmpty()) {
            pictures = CalibrationRows.read(calibration, samples, recipe, skipped);
        }
        if (data == null) {
            return quantizing.run(pictures, skipped, Optional.empty());
        }
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none())) {
            Dataset rows = source.validation();
            return quantizing.run(pictures, skipped, Optional.of(file -> meanIou(file, rows)));
        }
    }

    private double meanIou(Path file, Dataset rows) throws IOException {
        try (Segmenter segmenter = Segmenter.open(file)) {
            ModelCard card = segmenter.card();
            List<String> classes = card.classes().stream().map(ClassLabel::name).toList();
            if (!rows.classes().names().equals(classes)) {
                throw new IOException(
                        "%s and %s have different classes: %s and %s; measure it on its own data, or leave out --data"
                                .formatted(
                                        quantizing.model(),
                                        data,
                                        classes,
                                        rows.classes().names()));
            }
            return Evaluation.of(
                            new SegmenterPredictor(segmenter),
                            rows,
                            8,
                            card.input().width(),
                            card.input().height(),
                            Runtime.getRuntime().availableProcessors())
                    .matrix()
                    .meanIou();
        }
    }
}
