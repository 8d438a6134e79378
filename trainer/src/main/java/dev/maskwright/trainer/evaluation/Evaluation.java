package dev.maskwright.trainer.evaluation;

import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.metric.BoundaryOverlap;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.metric.PixelCountsByClass;
import java.util.Arrays;
import java.util.List;

/**
 * The evaluation of a predictor on a split: each picture is stretched to the network's size, and the prediction is
 * compared with the target at that size.
 *
 * @param matrix of all pictures
 * @param outcomes of each picture
 * @param boundaries of all pictures
 * @param skipped one line for each row that could not be used
 */
public record Evaluation(
        ConfusionMatrix matrix, PixelCountsByClass outcomes, BoundaryOverlap boundaries, List<String> skipped) {

    public Evaluation {
        skipped = List.copyOf(skipped);
    }

    /** Runs the predictor over every row. */
    public static Evaluation of(Predictor predictor, Dataset data, int batchSize, int width, int height, int workers) {
        int classes = data.classes().size();
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        PixelCountsByClass outcomes = new PixelCountsByClass(classes);
        BoundaryOverlap boundaries = new BoundaryOverlap(classes);
        try (Batches batches = Batches.sequential(data, batchSize, width, height, workers)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                byte[] predicted = predictor.classIds(batch);
                int pixels = width * height;
                for (int i = 0; i < batch.count(); i++) {
                    byte[] target = Arrays.copyOfRange(batch.targets(), i * pixels, (i + 1) * pixels);
                    byte[] prediction = Arrays.copyOfRange(predicted, i * pixels, (i + 1) * pixels);
                    ConfusionMatrix image = new ConfusionMatrix(classes);
                    image.add(target, prediction);
                    matrix.add(image);
                    outcomes.add(image);
                    boundaries.add(target, prediction, width, height);
                }
            }
            return new Evaluation(matrix, outcomes, boundaries, batches.skipped());
        }
    }
}
