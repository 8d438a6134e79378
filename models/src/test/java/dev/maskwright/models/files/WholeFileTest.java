package dev.maskwright.models.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WholeFileTest {

    private final Path folder;
    private final Path file;

    WholeFileTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("metrics.jsonl");
    }

    @Test
    void textReplacesWhatWasThere() throws IOException {
        WholeFile.write(file, "a longer text than the next");
        WholeFile.write(file, "grün");
        assertEquals("grün", Files.readString(file));
        WholeFile.writeUnforced(file, "once more");
        assertEquals("once more", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void whatWasThereStaysWhenWritingFails() throws IOException {
        WholeFile.write(file, "before");
        IOException fault = assertThrows(
                IOException.class,
                () -> WholeFile.write(file, channel -> {
                    WholeFile.writeFully(channel, ByteBuffer.wrap(new byte[100]));
                    throw new IOException("the cable was pulled");
                }));
        assertTrue(
                String.valueOf(fault.getMessage()).startsWith(file + " cannot be written: the cable was pulled ("),
                fault.getMessage());
        assertEquals("before", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    /** Linux has a device that is always full; here the unfinished file is a link to it. */
    @Test
    void fullDiskIsSaidWithFileAndSpace() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full here");
        WholeFile.write(file, "before");
        IOException fault;
        try (PartFile part = PartFile.of(file)) {
            Files.createSymbolicLink(part.path(), full);
            fault = assertThrows(IOException.class, () -> part.write(text("after")));
        }
        String message = String.valueOf(fault.getMessage());
        assertTrue(
                message.matches(
                        ".*metrics\\.jsonl cannot be written: .+ \\(\\d+ MB are free there\\); free some space .*"),
                message);
        assertEquals("before", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void partIsReadAndWrittenAgainBeforeItTakesItsName() throws IOException {
        WholeFile.write(file, "before");
        try (PartFile part = PartFile.of(file)) {
            part.write(text("first"));
            assertEquals("first", Files.readString(part.path()));
            assertEquals("before", Files.readString(file));
            part.write(text("then"));
            part.takeName();
        }
        assertEquals("then", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void partThatNeverTakesItsNameIsGone() throws IOException {
        WholeFile.write(file, "before");
        try (PartFile part = PartFile.of(file)) {
            part.write(text("after"));
        }
        assertEquals("before", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    /** Two writers of one file, slower than each other by turns: what is read is always whole. */
    @Test
    void twoThatWriteTheSameFileLeaveItWhole() throws Exception {
        WholeFile.write(file, "a".repeat(1000));
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> write("a", 1000));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> write("b", 3000));
        int reads = 0;
        while (!first.isDone() || !second.isDone()) {
            String read = Files.readString(file);
            assertTrue(read.equals("a".repeat(1000)) || read.equals("b".repeat(3000)), read.length() + " letters");
            reads++;
        }
        first.join();
        second.join();
        assertTrue(reads > 0);
        assertEquals(List.of(file), files());
    }

    private void write(String letter, int letters) {
        for (int i = 0; i < 100; i++) {
            try {
                WholeFile.writeUnforced(file, letter.repeat(letters));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ü", "\uD83D\uDECB"})
    void namesMayBeAsLongAsFileSystemsTake(String letter) throws IOException {
        int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
        Path longest = folder.resolve(letter.repeat(255 / bytes) + "b".repeat(255 % bytes));
        try (PartFile part = PartFile.of(longest)) {
            part.write(text("first"));
            assertTrue(part.path().getFileName().toString().startsWith(letter + letter), part.path()::toString);
            Leftovers.removeIn(folder);
            assertEquals(List.of(part.path()), files());
            part.takeName();
        }
        assertEquals(List.of(longest), files());
        assertEquals("first", Files.readString(longest));
    }

    @Test
    void whatKilledProcessesLeftIsRemovedByTheNext() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("inner"));
        String part = PartFile.of(file).path().getFileName().toString();
        String host = part.replaceAll(".*\\.([0-9a-f]{8})-.*", "$1");
        long self = ProcessHandle.current().pid();
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        Files.writeString(mine.resolve("a.png.%s-99999999-1.part".formatted(host)), "of a process that is gone");
        Files.writeString(mine.resolve("a.png.%s-%d-99999.part".formatted(host, self)), "of an earlier life");
        Path alive = Files.writeString(
                mine.resolve("a.png.%s-%d-1.part".formatted(host, parent)), "of a process that lives");
        Path foreign = Files.writeString(mine.resolve("a.png.0a0b0c0d-99999999-1.part"), "of another host");
        Path other = Files.writeString(mine.resolve("chapter.part"), "somebody's own");

        WholeFile.write(mine.resolve("b.png"), "b");

        try (Stream<Path> left = Files.list(mine)) {
            assertEquals(Set.of(alive, foreign, other, mine.resolve("b.png")), left.collect(Collectors.toSet()));
        }
    }

    @Test
    void whatMayNotBeReplacedIsNot() throws IOException {
        try (PartFile part = PartFile.of(file)) {
            part.write(text("late"));
            WholeFile.write(file, "first");
            IOException fault = assertThrows(IOException.class, part::takeFreeName);
            assertEquals(
                    file + ": another process has written it in the meantime, and it is left unchanged;"
                            + " choose another file",
                    fault.getMessage());
        }
        assertEquals("first", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void ofManyThatTakeAFreeNameOneGetsIt() throws IOException {
        for (int round = 0; round < 20; round++) {
            Path free = folder.resolve("free-" + round);
            List<CompletableFuture<Boolean>> writers = Stream.of("a", "b", "c", "d")
                    .map(letter -> CompletableFuture.supplyAsync(() -> {
                        try (PartFile part = PartFile.of(free)) {
                            part.write(text(letter));
                            part.takeFreeName();
                            return true;
                        } catch (IOException e) {
                            return false;
                        }
                    }))
                    .toList();
            assertEquals(1, writers.stream().filter(CompletableFuture::join).count());
        }
        assertEquals(20, files().size());
    }

    @Test
    void foldersAreFilledAsAWhole() throws IOException {
        Path made = folder.resolve("made");
        try (PartFolder part = PartFolder.of(made)) {
            Files.createDirectories(part.path().resolve("images"));
            Files.writeString(part.path().resolve("images").resolve("a.png"), "a");
            IOException refused = assertThrows(IOException.class, () -> PartFolder.of(made));
            assertEquals(made + ": the folder is not empty; choose another", refused.getMessage());
        }
        try (Stream<Path> left = Files.list(made)) {
            assertEquals(List.of(), left.toList()); // nobody said that all was there
        }
        try (PartFolder part = PartFolder.of(made)) {
            Files.createDirectories(part.path().resolve("images"));
            Files.writeString(part.path().resolve("images").resolve("a.png"), "a");
            part.takePlace();
        }
        try (Stream<Path> all = Files.walk(made)) {
            assertEquals(
                    Set.of(made, made.resolve("images"), made.resolve("images").resolve("a.png")),
                    all.collect(Collectors.toSet()));
        }
    }

    @Test
    void aFolderThatAKilledProcessLeftIsRemovedByTheNext() throws IOException {
        Path made = Files.createDirectory(folder.resolve("made"));
        String host = PartFile.of(file).path().getFileName().toString().replaceAll(".*\\.([0-9a-f]{8})-.*", "$1");
        Path left = Files.createDirectories(
                made.resolve("new.%s-99999999-1.part".formatted(host)).resolve("images"));
        Path elsewhere = Files.writeString(folder.resolve("not mine.txt"), "text");
        Files.createSymbolicLink(left.resolve("link"), folder);
        PartFolder.of(made).close();
        try (Stream<Path> all = Files.list(made)) {
            assertEquals(List.of(), all.toList());
        }
        assertTrue(Files.exists(elsewhere)); // links were not followed
    }

    private static WholeFile.Content text(String text) {
        return channel -> WholeFile.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void missingFolderIsNamedAsSuch() {
        assertThrows(
                NoSuchFileException.class,
                () -> WholeFile.write(folder.resolve("nowhere").resolve("x"), "text"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
