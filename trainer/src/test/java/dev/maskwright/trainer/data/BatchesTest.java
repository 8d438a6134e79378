package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.CopyPaste;
import dev.maskwright.trainer.data.augment.CropSettings;
import dev.maskwright.trainer.data.augment.FlipSettings;
import dev.maskwright.trainer.data.augment.Materials;
import dev.maskwright.trainer.data.augment.Mosaic;
import dev.maskwright.trainer.data.augment.MotionSettings;
import dev.maskwright.trainer.data.augment.Perspective;
import dev.maskwright.trainer.data.augment.Rotate;
import dev.maskwright.trainer.data.augment.Scale;
import dev.maskwright.trainer.data.augment.SceneSettings;
import dev.maskwright.trainer.data.augment.Translate;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.Blur;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.data.augment.pixel.CutOut;
import dev.maskwright.trainer.data.augment.pixel.JpegArtefacts;
import dev.maskwright.trainer.data.augment.pixel.Noise;
import dev.maskwright.trainer.data.augment.pixel.PixelSettings;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {

    private static final Augmentation STILL = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(1, 1), new Range(1, 1), 0, new Range(1, 1)));

    /** Rows of one grey each: 100 and the row's number. */
    private record NumberedRows(int size, Set<Integer> bad) implements Dataset {

        NumberedRows(int size) {
            this(size, Set.of());
        }

        @Override
        public ClassList classes() {
            return ClassList.of(List.of());
        }

        @Override
        public Sample read(int row) throws BadSampleException {
            if (bad.contains(row)) {
                throw new BadSampleException(describe(row) + ": torn");
            }
            byte[] rgb = new byte[3 * 8 * 8];
            Arrays.fill(rgb, (byte) (100 + row));
            return new Sample(rgb, new byte[8 * 8], 8, 8, Optional.empty());
        }

        @Override
        public String describe(int row) {
            return "row " + row;
        }

        @Override
        public List<String> skipped() {
            return List.of();
        }

        @Override
        public String fingerprint() {
            return "numbers";
        }

        @Override
        public void close() {}
    }

    private static Batches training(Dataset data, int epoch, int workers) {
        return Batches.shuffled(data, 4, 8, 8, STILL, 7, epoch, workers);
    }

    private static List<Integer> rowsOf(Batches batches) {
        List<Integer> rows = new ArrayList<>();
        while (batches.hasNext()) {
            Batch batch = batches.next();
            assertEquals(batch.count() * 3 * 8 * 8, batch.images().length);
            assertEquals(batch.count() * 8 * 8, batch.targets().length);
            for (int i = 0; i < batch.count(); i++) {
                rows.add((batch.images()[i * 3 * 8 * 8] & 0xFF) - 100);
            }
        }
        return rows;
    }

    private static final Augmentation EVERYTHING = Augmentation.defaults()
            .withFlip(new FlipSettings(0.5, 0.5))
            .withMotion(new MotionSettings(
                    new Perspective(0.8, 0.2),
                    new Rotate(0.8, 30),
                    new Scale(0.8, new Range(0.5, 2)),
                    new Translate(0.8, 0.3, 0.3)))
            .withPixels(new PixelSettings(
                    ColorJitter.defaults(),
                    new Blur(0.8, new Range(0.3, 2)),
                    new Noise(0.8, new Range(1, 20)),
                    new JpegArtefacts(0.8, new Range(10, 90)),
                    new CutOut(0.8, 4, new Range(0.05, 0.3), CutOut.Covered.IGNORE)))
            .withScene(new SceneSettings(
                    new Mosaic(0.4, 0.2),
                    new CopyPaste(0.8, 3, new Range(0.5, 2), new Range(0.002, 0.5), 0.5),
                    new Materials(0.8, 0.7, 0.5, 0.3, 0.5, 0.3)));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyNumberOfWorkersGivesTheSameBatches(boolean everything) throws Exception {
        Augmentation augmentation = everything ? EVERYTHING : Augmentation.defaults();
        try (DataSource data =
                        DataSources.open(Path.of("../samples/data"), DataSettings.defaults(), CacheOptions.inMemory());
                Batches one = Batches.shuffled(data.train(), 4, 32, 32, augmentation, 7, 2, 1);
                Batches four = Batches.shuffled(data.train(), 4, 32, 32, augmentation, 7, 2, 4)) {
            while (one.hasNext()) {
                Batch expected = one.next();
                Batch actual = four.next();
                assertArrayEquals(expected.images(), actual.images());
                assertArrayEquals(expected.plain(), actual.plain());
                assertArrayEquals(expected.targets(), actual.targets());
            }
            assertFalse(four.hasNext());
        }
    }

    @Test
    void aRowToLookAtIsTheRowThatIsTrainedOn() throws Exception {
        try (DataSource data =
                        DataSources.open(Path.of("../samples/data"), DataSettings.defaults(), CacheOptions.inMemory());
                Batches epoch = Batches.shuffled(data.train(), 1, 24, 24, EVERYTHING, 7, 3, 1)) {
            Set<ByteBuffer> trained = new HashSet<>();
            while (epoch.hasNext()) {
                trained.add(ByteBuffer.wrap(epoch.next().images()));
            }
            for (int row = 0; row < data.train().size(); row++) {
                Sample seen = Batches.augmented(data.train(), row, 24, 24, EVERYTHING, 7, 3)
                        .sample();
                assertTrue(trained.contains(ByteBuffer.wrap(seen.rgb())), "row " + row);
            }
        }
    }

    @Test
    void eachEpochHasItsOwnOrderOfAllRows() {
        try (Batches first = training(new NumberedRows(20), 0, 2);
                Batches second = training(new NumberedRows(20), 1, 2);
                Batches firstAgain = training(new NumberedRows(20), 0, 1)) {
            List<Integer> rows = rowsOf(first);
            assertEquals(20, new TreeSet<>(rows).size());
            assertNotEquals(rows.stream().sorted().toList(), rows);
            assertNotEquals(rows, rowsOf(second));
            assertEquals(rows, rowsOf(firstAgain));
        }
    }

    @Test
    void eachEpochAugmentsARowInAnotherWay() {
        Augmentation brighter = Augmentation.none()
                .withCrop(new CropSettings(CropKind.RANDOM, new Range(1, 1), new Range(1, 1), 0, new Range(1, 1)))
                .withPixels(PixelSettings.asTheyAre().withColor(new ColorJitter(0.5, 0, 0, 0, 0)));
        Set<Byte> seen = new TreeSet<>();
        Dataset data = new NumberedRows(1);
        for (int epoch = 0; epoch < 5; epoch++) {
            try (Batches batches = Batches.shuffled(data, 1, 8, 8, brighter, 7, epoch, 1)) {
                seen.add(batches.next().images()[0]);
            }
        }
        assertFalse(seen.size() < 3, "five epochs gave only " + seen);
    }

    @Test
    void validationKeepsOrderAndTheSmallerLastBatch() {
        try (Batches batches = Batches.sequential(new NumberedRows(6), 4, 8, 8, 2)) {
            assertEquals(4, batches.next().count());
            assertEquals(2, batches.next().count());
            assertThrows(NoSuchElementException.class, batches::next);
        }
        try (Batches batches = Batches.sequential(new NumberedRows(6), 4, 8, 8, 2)) {
            assertEquals(List.of(0, 1, 2, 3, 4, 5), rowsOf(batches));
        }
    }

    @Test
    void trainingDropsWhatFillsNoBatch() {
        try (Batches batches = training(new NumberedRows(11), 0, 2)) {
            assertEquals(8, rowsOf(batches).size());
        }
    }

    @Test
    void aSetSmallerThanABatchIsRepeatedToFillOne() {
        try (Batches batches = training(new NumberedRows(3), 0, 2)) {
            List<Integer> rows = rowsOf(batches);
            assertEquals(4, rows.size());
            assertEquals(Set.of(0, 1, 2), new TreeSet<>(rows));
        }
    }

    @Test
    void badRowsAreListedAndReplacedByTheNext() {
        try (Batches batches = Batches.sequential(new NumberedRows(8, Set.of(1, 6)), 4, 8, 8, 3)) {
            assertEquals(List.of(0, 2, 3, 4, 5, 7), rowsOf(batches));
            assertEquals(List.of("row 1: torn", "row 6: torn"), batches.skipped());
        }
        try (Batches batches = training(new NumberedRows(2, Set.of(0, 1)), 0, 1)) {
            assertFalse(batches.hasNext());
            assertEquals(2, batches.skipped().size());
        }
    }

    @Test
    void aPassCanBeginInItsMiddle() {
        NumberedRows data = new NumberedRows(23, Set.of(3, 11, 20));
        List<int[]> whole = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        try (Batches batches = training(data, 3, 2)) {
            batches.forEachRemaining(batch -> {
                whole.add(batch.rows());
                taken.add(batch.taken());
            });
        }
        assertEquals(5, whole.size());
        for (int done = 1; done <= whole.size(); done++) {
            List<int[]> rest = new ArrayList<>();
            try (Batches batches = Batches.shuffled(data, 4, 8, 8, STILL, 7, 3, taken.get(done - 1), 2)) {
                batches.forEachRemaining(batch -> rest.add(batch.rows()));
            }
            assertArrayEquals(
                    whole.subList(done, whole.size()).toArray(int[][]::new),
                    rest.toArray(int[][]::new),
                    "after " + done);
        }
    }

    @Test
    void batchesSayWhichRowsTheyHold() {
        try (Batches batches = Batches.sequential(new NumberedRows(6, Set.of(1)), 4, 8, 8, 2)) {
            assertArrayEquals(new int[] {0, 2, 3, 4}, batches.next().rows());
            assertArrayEquals(new int[] {5}, batches.next().rows());
        }
    }

    @Test
    void aFailureInAWorkerReachesTheCaller() {
        Dataset closed = new NumberedRows(4, new BrokenSet());
        try (Batches batches = Batches.sequential(closed, 4, 8, 8, 2)) {
            IllegalStateException failure = assertThrows(IllegalStateException.class, batches::hasNext);
            assertInstanceOf(UnsupportedOperationException.class, failure.getCause());
        }
    }

    private static final class BrokenSet extends AbstractSet<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            throw new UnsupportedOperationException("broken");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void nothingComesAfterClose() {
        Batches batches = training(new NumberedRows(40), 0, 2);
        batches.next();
        batches.close();
        batches.close();
        assertThrows(IllegalStateException.class, batches::hasNext);
    }
}
