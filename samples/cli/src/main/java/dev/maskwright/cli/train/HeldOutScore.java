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
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scores of a model file on pictures that it was not trained on, by classes, not all of which it may have.
 *
 * @param classes by id
 * @param pictures one by one, in the same order for each model
 * @param skipped a line for each picture that could not be read
 */
record HeldOutScore(List<String> classes, List<Picture> pictures, List<String> skipped) {

    private static final int BATCH = 8;

    /**
     * One of them.
     *
     * @param split the number of the data set that it is from
     */
    record Picture(int split, ClassCounts counts) {}

    HeldOutScore {
        classes = List.copyOf(classes);
        pictures = List.copyOf(pictures);
        skipped = List.copyOf(skipped);
    }

    /**
     * Measures a file. If a split does not have a class, because it was labelled before the class existed, predictions
     * of that class count as background.
     *
     * @param classes that the model and the splits have, and perhaps others
     */
    static HeldOutScore of(Path model, List<Dataset> splits, List<String> classes) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        try (Segmenter segmenter = Segmenter.open(model)) {
            ModelCard card = segmenter.card();
            List<String> known = card.classes().stream().map(ClassLabel::name).toList();
            ClassIds predictedIds = ClassIds.of(new ClassList(known), classes, model.toString());
            SegmenterPredictor predictor = new SegmenterPredictor(segmenter);
            for (int split = 0; split < splits.size(); split++) {
                Dataset rows = splits.get(split);
                ClassIds targetIds = ClassIds.of(rows.classes(), classes, "the held-out pictures");
                try (Batches batches = Batches.sequential(
                        rows, BATCH, card.input().width(), card.input().height(), 1)) {
                    while (batches.hasNext()) {
                        Batch batch = batches.next();
                        byte[] predicted = predictedIds.of(predictor.classIds(batch));
                        withoutOthers(predicted, rows.classes(), classes);
                        add(pictures, split, targetIds.of(batch.targets()), predicted, batch.count(), classes.size());
                    }
                    skipped.addAll(batches.skipped());
                }
            }
        }
        return new HeldOutScore(classes, pictures, skipped);
    }

    private static void add(
            List<Picture> pictures, int split, byte[] targets, byte[] predicted, int count, int classes) {
        int pixels = targets.length / count;
        for (int i = 0; i < count; i++) {
            ConfusionMatrix matrix = new ConfusionMatrix(classes);
            matrix.add(
                    Arrays.copyOfRange(targets, i * pixels, (i + 1) * pixels),
                    Arrays.copyOfRange(predicted, i * pixels, (i + 1) * pixels));
            pictures.add(new Picture(split, ClassCounts.of(matrix)));
        }
    }

    private static void withoutOthers(byte[] predicted, ClassList named, List<String> classes) {
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
    }

    /** The same without some pictures, by their numbers. */
    HeldOutScore without(BitSet left) {
        List<Picture> others = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            if (!left.get(i)) {
                others.add(pictures.get(i));
            }
        }
        return new HeldOutScore(classes, others, skipped);
    }

    /** The ids of some classes. */
    BitSet ids(Collection<String> names) {
        BitSet ids = new BitSet();
        names.forEach(name -> ids.set(classes.indexOf(name)));
        return ids;
    }

    ClassCounts sum() {
        ClassCounts sum = ClassCounts.none(classes.size());
        pictures.forEach(picture -> sum.add(picture.counts()));
        return sum;
    }

    /** The mean IoU of all labelled classes; one that the model does not have counts as 0. */
    double mean() {
        return mean(classes);
    }

    /** The mean IoU of those of some classes that are labelled; NaN if none is. */
    double mean(List<String> some) {
        return sum().mean(ids(some));
    }

    double iou(String name) {
        return sum().iou(classes.indexOf(name));
    }

    long labelled(String name) {
        return sum().labelled()[classes.indexOf(name)];
    }
}
