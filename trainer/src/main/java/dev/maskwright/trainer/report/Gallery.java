package dev.maskwright.trainer.report;

import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.evaluation.Predictor;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A network's results on a split, with its best and worst pictures.
 *
 * @param best the best first; only pictures in which something is labelled
 * @param worst the worst first; likewise, without the best ones
 */
record Gallery(ConfusionMatrix matrix, List<Example> best, List<Example> worst) {

    Gallery {
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }

    /**
     * Runs the predictor over every row.
     *
     * @param most how many pictures of each kind
     */
    static Gallery of(Predictor predictor, Dataset data, Recipe recipe, int most) {
        int classes = data.classes().size();
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        List<Example> best = new ArrayList<>();
        List<Example> worst = new ArrayList<>();
        int used = 0;
        Comparator<Example> upwards = Comparator.comparingDouble(Example::meanIou);
        try (Batches batches = Batches.sequential(
                data,
                recipe.batch().size(),
                recipe.input().width(),
                recipe.input().height(),
                recipe.batch().workers())) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                byte[] predictions = predictor.classIds(batch);
                matrix.add(batch.targets(), predictions);
                for (int i = 0; i < batch.count(); i++) {
                    Example example = example(batch, i, predictions, data, classes);
                    if (!Double.isNaN(example.meanIou())) {
                        used++;
                        add(best, example, upwards.reversed(), most);
                        add(worst, example, upwards, most);
                    }
                }
            }
        }
        int half = (used + 1) / 2; // of a small split
        return new Gallery(
                matrix,
                best.subList(0, Math.min(best.size(), used - Math.min(worst.size(), half))),
                worst.subList(0, Math.min(worst.size(), half)));
    }

    private static Example example(Batch batch, int index, byte[] predictions, Dataset data, int classes) {
        int pixels = batch.width() * batch.height();
        byte[] truth = Arrays.copyOfRange(batch.targets(), index * pixels, (index + 1) * pixels);
        byte[] prediction = Arrays.copyOfRange(predictions, index * pixels, (index + 1) * pixels);
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        matrix.add(truth, prediction);
        return new Example(
                data.describe(batch.rows()[index]),
                matrix.meanIou(),
                Arrays.copyOfRange(batch.images(), 3 * index * pixels, 3 * (index + 1) * pixels),
                truth,
                prediction,
                batch.width(),
                batch.height());
    }

    private static void add(List<Example> examples, Example example, Comparator<Example> order, int most) {
        examples.add(example);
        examples.sort(order); // keeps the order of rows with equal scores
        if (examples.size() > most) {
            examples.remove(most);
        }
    }
}
