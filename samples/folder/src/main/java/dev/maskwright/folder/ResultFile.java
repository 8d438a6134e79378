package dev.maskwright.folder;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all: it is written beside its place as {@code NAME.part} and then takes its name.
 * A run that was killed leaves such a part, which the next one writes over. For one thread at a time.
 */
final class ResultFile implements AutoCloseable {

    private final Path file;
    private final Path part;
    private final Writer writer;
    private boolean isDone;

    private ResultFile(Path file) throws IOException {
        this.file = file;
        part = part(file);
        Files.createDirectories(file.toAbsolutePath().getParent());
        writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
    }

    /** Begins a file of text in UTF-8; its folders are made. */
    static ResultFile begin(Path file) throws IOException {
        return new ResultFile(file);
    }

    /** Writes all of a file; its folders are made. */
    static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = part(file);
        try {
            Files.write(part, bytes);
            move(part, file);
        } catch (FileSystemException e) {
            throw e; // it names the file
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be written: %s (%d MB are free there); make room or name another place"
                            .formatted(
                                    file,
                                    e.getMessage(),
                                    Files.getFileStore(part.toAbsolutePath().getParent())
                                                    .getUsableSpace()
                                            >> 20),
                    e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private static void move(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Writer writer() {
        return writer;
    }

    /** Gives the file its name. */
    void takeName() throws IOException {
        writer.close();
        move(part, file);
        isDone = true;
    }

    /** Removes what did not take its name. */
    @Override
    public void close() throws IOException {
        if (!isDone) {
            writer.close();
            Files.deleteIfExists(part);
        }
    }
}
