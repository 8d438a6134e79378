package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.trainer.data.augment.Augmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Batches of four with pictures without labels in them. */
final class TrainingRowsTest {

    private static final ClassList CLASSES = ClassList.of(List.of("thing"));
    private static final int LABELLED = 10;
    /** What the first pixel of pictures without labels is, and more. */
    private static final int UNLABELLED = 100;

    /** Pictures of one grey each, {@code first} and the row's number; those of {@code torn} cannot be read. */
    private static Dataset rows(int size, int first, int target, Integer... torn) {
        return rows(size, first, target, List.of(torn));
    }

    private static Dataset rows(int size, int first, int target, List<Integer> torn) {
        List<Sample> samples = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            byte[] rgb = new byte[3 * 64];
            byte[] targets = new byte[64];
            Arrays.fill(rgb, (byte) (first + row));
            Arrays.fill(targets, (byte) target);
            samples.add(torn.contains(row) ? null : new Sample(rgb, targets, 8, 8, Optional.empty()));
        }
        return new GivenRows(CLASSES, samples);
    }

    private static TrainingRows mixed(int unlabelled, int perBatch) {
        return TrainingRows.mixed(
                rows(LABELLED, 0, 1), rows(unlabelled, UNLABELLED, Sample.IGNORE), 4 - perBatch, perBatch);
    }

    private static List<Batch> epoch(TrainingRows rows, int epoch, int from) {
        List<Batch> all = new ArrayList<>();
        try (Batches batches = Batches.shuffled(rows, 4, 8, 8, Augmentation.none(), 7, epoch, from, 2)) {
            batches.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<Integer> greys(Batch batch) {
        List<Integer> greys = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            greys.add(batch.images()[i * 3 * 64] & 0xFF);
        }
        return greys;
    }

    private static List<Integer> greys(List<Batch> batches, boolean unlabelled) {
        return batches.stream()
                .flatMap(batch -> greys(batch).stream())
                .filter(grey -> grey >= UNLABELLED == unlabelled)
                .toList();
    }

    @Test
    void eachBatchHasItsShareAndAnEpochEveryLabelledRow() {
        TrainingRows rows = mixed(40, 2);
        List<Batch> batches = epoch(rows, 1, 0);
        assertEquals(5, batches.size());
        assertEquals(20, rows.size());
        for (Batch batch : batches) {
            assertEquals(
                    2, greys(batch).stream().filter(grey -> grey >= UNLABELLED).count());
            for (int i = 0; i < batch.count(); i++) {
                boolean isUnlabelled = greys(batch).get(i) >= UNLABELLED;
                assertEquals(isUnlabelled ? Sample.IGNORE : 1, batch.targets()[i * 64] & 0xFF);
            }
        }
        assertEquals(LABELLED, new TreeSet<>(greys(batches, false)).size());
        assertEquals(LABELLED, new TreeSet<>(greys(batches, true)).size(), "none twice while there are enough");
        assertNotEquals(greys(batches, true), greys(epoch(rows, 2, 0), true), "another choice in each epoch");
    }

    @Test
    void labelledRowsComeAsTheyDoAlone() {
        List<Integer> alone = greys(epoch(TrainingRows.of(rows(LABELLED, 0, 1)), 3, 0), false);
        assertEquals(alone, greys(epoch(mixed(5, 1), 3, 0), false).subList(0, alone.size()));
    }

    @Test
    void tooFewPicturesComeAgain() {
        List<Integer> shown = greys(epoch(mixed(3, 2), 1, 0), true);
        assertEquals(10, shown.size());
        assertEquals(3, new TreeSet<>(shown).size());
    }

    @Test
    void anEpochCanBeginInItsMiddle() {
        TrainingRows rows = TrainingRows.mixed(rows(LABELLED, 0, 1, 3), rows(7, UNLABELLED, Sample.IGNORE, 2, 5), 2, 2);
        List<Batch> whole = epoch(rows, 1, 0);
        for (int done = 1; done <= whole.size(); done++) {
            List<Batch> rest = epoch(rows, 1, whole.get(done - 1).taken());
            assertEquals(whole.size() - done, rest.size());
            for (int i = 0; i < rest.size(); i++) {
                assertArrayEquals(whole.get(done + i).rows(), rest.get(i).rows());
                assertArrayEquals(whole.get(done + i).images(), rest.get(i).images());
            }
        }
    }

    @Test
    void rowsSayWhereTheyComeFrom() {
        TrainingRows rows = mixed(40, 2);
        assertEquals("row 9", rows.describe(9));
        assertEquals("row 0", rows.describe(LABELLED));
    }

    @Test
    void fewerLabelledRowsThanABatchTakesMakeOneBatch() {
        TrainingRows rows = TrainingRows.mixed(rows(1, 0, 1), rows(9, UNLABELLED, Sample.IGNORE), 2, 2);
        List<Batch> batches = epoch(rows, 1, 0);
        assertEquals(1, batches.size());
        assertEquals(1, new TreeSet<>(greys(batches, false)).size());
        assertEquals(4, batches.get(0).count());
    }

    @Test
    void aBatchHasBoth() {
        assertThrows(IllegalArgumentException.class, () -> mixed(3, 0));
        assertThrows(IllegalArgumentException.class, () -> mixed(3, 4));
    }
}
