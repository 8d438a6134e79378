package dev.maskwright.models.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Files.createSymbolicLink(folder.resolve("metrics.jsonl.part"), full);
        IOException fault = assertThrows(IOException.class, () -> WholeFile.write(file, "after"));
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
