package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecodedCacheTest {

    private static final int ROWS = 50;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    private final AtomicInteger decoded = new AtomicInteger();
    private String content = "content";

    @BeforeEach
    void nothingIsDecoded() {
        decoded.set(0);
    }

    /** Row 7 is bad; the others are of different sizes. */
    private record Numbered(int number, AtomicInteger decoded) implements SourceRow {
        @Override
        public String describe() {
            return "row " + number;
        }

        @Override
        public Sample decode() throws BadSampleException {
            decoded.incrementAndGet();
            if (number == 7) {
                throw new BadSampleException("row 7: bad, and ü");
            }
            byte[] rgb = new byte[3 * 5 * (number + 1)];
            byte[] target = new byte[5 * (number + 1)];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (number * 31 + i);
            }
            target[number] = (byte) number;
            Optional<Box> box = number % 2 == 0 ? Optional.of(new Box(0.5, 0, 1, number + 1)) : Optional.empty();
            return new Sample(rgb, target, 5, number + 1, box);
        }

        @Override
        public RawRow raw() {
            return new RawRow(
                    describe(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }
    }

    private Dataset open() throws BadDatasetException {
        return open(CacheOptions.onDisk(dir.resolve("cache")), new ArrayList<>());
    }

    private Dataset open(CacheOptions settings, List<String> notes) throws BadDatasetException {
        SplitDraft split = new SplitDraft(() -> content);
        for (int i = 0; i < ROWS; i++) {
            split.add(new Numbered(i, decoded));
        }
        return Rows.open(
                split,
                new ClassList(List.of("a")),
                new Rows.Opening(dir.resolve("data"), "training", "how", settings, notes));
    }

    private static void readAll(Dataset data) {
        IntStream.range(0, ROWS).parallel().forEach(row -> {
            try {
                Sample expected = new Numbered(row, new AtomicInteger()).decode();
                Sample found = data.read(row);
                assertArrayEquals(expected.rgb(), found.rgb());
                assertArrayEquals(expected.target(), found.target());
                assertEquals(expected.height(), found.height());
                assertEquals(expected.box(), found.box());
            } catch (BadSampleException e) {
                BadSampleException again = assertThrows(BadSampleException.class, () -> data.read(row));
                assertEquals("row 7: bad, and ü", again.getMessage());
            }
        });
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(dir.resolve("cache"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void neitherTheSecondEpochNorTheSecondRunDecodes() throws Exception {
        try (Dataset data = open()) {
            readAll(data);
            decoded.set(0);
            readAll(data);
            assertEquals(0, decoded.get());
        }
        assertEquals(1, files().size());
        try (Dataset data = open()) {
            decoded.set(0); // one row is decoded to know how large they are
            readAll(data);
            assertEquals(0, decoded.get());
        }
    }

    @Test
    void aSecondReaderOfAWholeCacheReadsTheSameFile() throws Exception {
        try (Dataset first = open();
                Dataset second = open()) {
            readAll(first);
            readAll(second);
            assertEquals(1, files().size());
        }
    }

    @Test
    void whatIsNotWholeDoesNotStay() throws Exception {
        try (Dataset data = open()) {
            data.read(0);
            data.read(9);
            assertEquals(1, files().size());
            assertTrue(files().get(0).toString().endsWith(".part"));
        }
        assertEquals(List.of(), files());
    }

    @Test
    void anotherContentReplacesTheCache() throws Exception {
        try (Dataset data = open()) {
            readAll(data);
        }
        content = "other content";
        try (Dataset data = open()) {
            decoded.set(0);
            readAll(data);
            assertTrue(decoded.get() >= ROWS - 1, "decoded " + decoded.get());
        }
        assertEquals(1, files().size());
        try (Dataset data = open()) {
            decoded.set(0);
            readAll(data);
            assertEquals(0, decoded.get());
        }
    }

    @Test
    void aFileThatIsCutShortIsWrittenAnew() throws Exception {
        try (Dataset data = open()) {
            readAll(data);
        }
        for (long length : new long[] {files().get(0).toFile().length() - 3, 70, 0}) {
            try (RandomAccessFile file = new RandomAccessFile(files().get(0).toFile(), "rw")) {
                file.setLength(length);
            }
            try (Dataset data = open()) {
                readAll(data);
            }
            assertTrue(files().get(0).toFile().length() > 70);
            assertEquals(1, files().size());
        }
    }

    @Test
    void partsOfKilledRunsAreRemoved() throws Exception {
        try (Dataset data = open()) {
            data.read(0);
            Path part = files().get(0);
            Path killed = part.resolveSibling(
                    part.getFileName().toString().replaceFirst("-\\d+-\\d+\\.part$", "-99999999-1.part"));
            Files.writeString(killed, "half");
            try (Dataset other = open()) {
                other.read(0);
                assertFalse(Files.exists(killed));
                assertTrue(Files.exists(part));
            }
        }
    }

    @Test
    void aSetThatTheHeapHoldsStaysThere() throws Exception {
        List<String> notes = new ArrayList<>();
        try (Dataset data = open(new CacheOptions(1_000_000, Optional.of(dir.resolve("cache"))), notes)) {
            readAll(data);
            assertFalse(Files.exists(dir.resolve("cache")));
            assertEquals(List.of(), notes);
        }
        try (Dataset data = open(new CacheOptions(100, Optional.of(dir.resolve("cache"))), notes)) {
            readAll(data);
            assertTrue(
                    notes.get(0).startsWith("training pictures are decoded once, into a file: " + dir), notes.get(0));
        }
    }
}
