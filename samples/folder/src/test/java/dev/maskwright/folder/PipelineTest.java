package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.PictureSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipelineTest {

    /** So many pictures that are only names, then a fault if there is one. */
    private static final class Names implements PictureSource.Cursor {

        private final int count;
        private final Optional<IOException> fault;
        private final AtomicInteger given = new AtomicInteger();
        private volatile boolean isClosed;

        Names(int count, Optional<IOException> fault) {
            this.count = count;
            this.fault = fault;
        }

        @Override
        public Optional<Picture> next() throws IOException {
            if (given.get() < count) {
                String name = "p" + given.getAndIncrement();
                return Optional.of(new PictureFile(Path.of(name), name));
            }
            if (fault.isPresent()) {
                throw fault.get();
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private static <R> List<R> all(Pipeline<R> pipeline) throws Exception {
        List<R> all = new ArrayList<>();
        for (Optional<R> next = pipeline.next(); next.isPresent(); next = pipeline.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void resultsComeInTheOrderOfTheirPictures() throws Exception {
        Names names = new Names(1000, Optional.empty());
        try (Pipeline<String> pipeline = Pipeline.start(
                names, pictures -> pictures.stream().map(Picture::name).toList(), 7, 4)) {
            List<String> results = all(pipeline);
            for (int i = 0; i < 1000; i++) {
                assertEquals("p" + i, results.get(i));
            }
            assertEquals(1000, results.size());
        }
        assertTrue(names.isClosed);
    }

    @Test
    void picturesAreTakenOnlyAsTheirResultsAre() throws Exception {
        Names names = new Names(100_000, Optional.empty());
        try (Pipeline<String> pipeline =
                Pipeline.start(names, pictures -> List.of(pictures.get(0).name()), 1, 2)) {
            for (int i = 0; i < 500; i++) {
                pipeline.next();
            }
            Thread.sleep(50); // for the source to run away, if it did
            assertTrue(names.given.get() < 500 + 200, () -> names.given + " were taken");
        }
    }

    @Test
    void picturesDoNotWaitInMemoryForAThread() throws Exception {
        Names names = new Names(1000, Optional.empty());
        CountDownLatch gate = new CountDownLatch(1);
        try (Pipeline<String> pipeline = Pipeline.start(
                names,
                pictures -> {
                    awaitQuietly(gate);
                    return List.of(pictures.get(0).name());
                },
                1,
                2)) {
            Thread.sleep(100);
            assertTrue(names.given.get() <= 5, () -> names.given + " were taken"); // 2 at work, 2 that wait, 1 in hand
            gate.countDown();
            assertEquals(1000, all(pipeline).size());
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stoppingFinishesWhatWasBegun() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (Pipeline<Integer> pipeline = Pipeline.start(
                new Names(1_000_000, Optional.empty()), pictures -> List.of(done.incrementAndGet()), 1, 2)) {
            pipeline.next();
            pipeline.stop();
            List<Integer> rest = all(pipeline);
            assertEquals(done.get(), rest.size() + 1);
            assertTrue(done.get() < 1000, done::toString);
        }
    }

    @Test
    void faultsOfTheSourceComeAfterTheResultsBeforeThem() throws Exception {
        try (Pipeline<String> pipeline = Pipeline.start(
                new Names(3, Optional.of(new IOException("the disk is gone"))),
                pictures -> List.of(pictures.get(0).name()),
                1,
                2)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(Optional.of("p" + i), pipeline.next());
            }
            assertEquals(
                    "the disk is gone",
                    assertThrows(IOException.class, pipeline::next).getMessage());
        }
    }
}
