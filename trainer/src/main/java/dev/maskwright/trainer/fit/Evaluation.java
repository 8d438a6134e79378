package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import java.util.List;

/**
 * What a predictor makes of a split: each picture is stretched to the network's size, and compared with its target at
 * that size.
 *
 * @param skipped one line for each row that could not be used
 */
public record Evaluation(ConfusionMatrix matrix, List<String> skipped) {

    public Evaluation {
        skipped = List.copyOf(skipped);
    }

    /** Runs the predictor over every row. */
    public static Evaluation of(Predictor predictor, Dataset data, int batchSize, int width, int height, int workers) {
        ConfusionMatrix matrix = new ConfusionMatrix(data.classes().size());
        try (Batches batches = Batches.sequential(data, batchSize, width, height, workers)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                matrix.add(batch.targets(), predictor.classIds(batch));
            }
            return new Evaluation(matrix, batches.skipped());
        }
    }
}
