package dev.maskwright.cli.train;

import dev.maskwright.cli.source.SegmenterPredictor;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.retrain.ClassIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well a model file does on pictures that it was not trained on, by classes of which it may not know all.
 *
 * @param classes by id
 * @param matrix of all pictures, by those ids
 * @param skipped a line for each picture that could not be read
 */
record HeldOutScore(List<String> classes, ConfusionMatrix matrix, List<String> skipped) {

    private static final int BATCH = 8;

    HeldOutScore {
        classes = List.copyOf(classes);
        skipped = List.copyOf(skipped);
    }

    /**
     * Measures a file. Where a split has no name for a class, since it was labelled before there was one, what the model takes for that class
     * counts as background.
     *
     * @param classes that the model and the splits have, and perhaps others
     */
    static HeldOutScore of(Path model, List<Dataset> splits, List<String> classes) throws IOException {
        ConfusionMatrix matrix = new ConfusionMatrix(classes.size());
        List<String> skipped = new ArrayList<>();
        try (Segmenter segmenter = Segmenter.open(model)) {
            ModelCard card = segmenter.card();
            List<String> known = card.classes().stream().map(ClassLabel::name).toList();
            ClassIds predictedIds = ClassIds.of(new ClassList(known), classes, model.toString());
            SegmenterPredictor predictor = new SegmenterPredictor(segmenter);
            for (Dataset rows : splits) {
                ClassIds targetIds = ClassIds.of(rows.classes(), classes, "the held-out pictures");
                try (Batches batches = Batches.sequential(
                        rows, BATCH, card.input().width(), card.input().height(), 1)) {
                    while (batches.hasNext()) {
                        Batch batch = batches.next();
                        byte[] predicted = predictedIds.of(predictor.classIds(batch));
                        matrix.add(targetIds.of(batch.targets()), withoutOthers(predicted, rows.classes(), classes));
                    }
                    skipped.addAll(batches.skipped());
                }
            }
        }
        return new HeldOutScore(classes, matrix, skipped);
    }

    private static byte[] withoutOthers(byte[] predicted, ClassList named, List<String> classes) {
        Set<String> names = named.names().stream().map(ClassList::normalize).collect(Collectors.toSet());
        boolean[] isNamed = new boolean[classes.size()];
        for (int id = 0; id < isNamed.length; id++) {
            isNamed[id] = names.contains(ClassList.normalize(classes.get(id)));
        }
        for (int i = 0; i < predicted.length; i++) {
            if (!isNamed[Byte.toUnsignedInt(predicted[i])]) {
                predicted[i] = 0;
            }
        }
        return predicted;
    }

    /** The mean IoU of all classes that are labelled; one that the model does not know has 0. */
    double mean() {
        return mean(classes);
    }

    /** The mean IoU of those of some classes that are labelled; NaN if none is. */
    double mean(List<String> some) {
        return some.stream()
                .mapToInt(classes::indexOf)
                .filter(id -> matrix.labelled(id) > 0)
                .mapToDouble(matrix::iou)
                .average()
                .orElse(Double.NaN);
    }

    double iou(String name) {
        return matrix.iou(classes.indexOf(name));
    }

    long labelled(String name) {
        return matrix.labelled(classes.indexOf(name));
    }
}
