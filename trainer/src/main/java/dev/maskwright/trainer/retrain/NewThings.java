package dev.maskwright.trainer.retrain;

import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.CopyPaste;
import dev.maskwright.trainer.data.augment.SceneSettings;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Objects of new classes in corrected pictures, to be pasted over old pictures. */
final class NewThings implements OtherRows {

    /** Six in ten views have one or two such objects. */
    static final SceneSettings PASTING = SceneSettings.asItIs()
            .withCopyPaste(new CopyPaste(0.6, 2, new Range(0.5, 1.5), new Range(0.002, 0.3), 0.5));

    /** The pictures that show one; each is read when it is drawn. */
    private record Row(Dataset rows, ClassIds ids, int row) {}

    private final int oldClasses;
    private final List<Row> found = new ArrayList<>();

    /** None yet. */
    NewThings(int oldClasses) {
        this.oldClasses = oldClasses;
    }

    /**
     * Searches corrected pictures.
     *
     * @param ids the new network's class by the data set's
     */
    void add(Dataset rows, ClassIds ids) {
        for (int row = 0; row < rows.size(); row++) {
            if (ids.read(rows, row).filter(this::showsOne).isPresent()) {
                found.add(new Row(rows, ids, row));
            }
        }
    }

    private boolean showsOne(Sample sample) {
        for (byte id : sample.target()) {
            if (isThing(Byte.toUnsignedInt(id))) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    @Override
    public Optional<Sample> draw(RandomGenerator random) {
        if (isEmpty()) {
            return Optional.empty();
        }
        Row drawn = found.get(random.nextInt(found.size()));
        return drawn.ids().read(drawn.rows(), drawn.row());
    }

    @Override
    public boolean isThing(int classId) {
        return classId >= oldClasses && classId != Sample.IGNORE;
    }
}
