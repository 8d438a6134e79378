package dev.maskwright.trainer.evaluation;

import dev.maskwright.trainer.data.Batch;
import java.util.List;

/** A predictor whose class ids are converted to those of a data set. */
public final class RenumberedPredictor implements Predictor {

    private static final int MOST = 256;

    private final Predictor predictor;
    private final byte[] ids = new byte[MOST];

    /**
     * Finds the classes by their names. Classes that the data set does not have become its first one, the background.
     *
     * @param predictor predicts ids of {@code from}
     * @param from names of the predictor's classes, by id
     * @param to names of the data set's classes, by id
     * @throws IllegalArgumentException if the predictor lacks one of {@code to}: it could never predict that class
     */
    public RenumberedPredictor(Predictor predictor, List<String> from, List<String> to) {
        this.predictor = predictor;
        List<String> missing = to.stream().filter(name -> !from.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("it has no class called " + String.join(", ", missing));
        }
        for (int id = 0; id < from.size(); id++) {
            ids[id] = (byte) Math.max(0, to.indexOf(from.get(id)));
        }
    }

    @Override
    public byte[] classIds(Batch batch) {
        byte[] found = predictor.classIds(batch);
        byte[] renumbered = new byte[found.length];
        for (int i = 0; i < found.length; i++) {
            renumbered[i] = ids[found[i] & 0xff];
        }
        return renumbered;
    }
}
