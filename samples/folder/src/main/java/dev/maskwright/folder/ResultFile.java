package dev.maskwright.folder;

import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of text that is written bit by bit and appears whole or not at all. For one thread at a time. */
final class ResultFile implements AutoCloseable {

    private final PartFile part;
    private final Writer writer;

    private ResultFile(Path file) throws IOException {
        makeFolder(file);
        part = PartFile.of(file);
        writer = Files.newBufferedWriter(part.path(), StandardCharsets.UTF_8);
    }

    /** Begins a file of text in UTF-8; its folders are made. */
    static ResultFile begin(Path file) throws IOException {
        return new ResultFile(file);
    }

    /** Writes all of a file; its folders are made. */
    static void write(Path file, byte[] bytes) throws IOException {
        makeFolder(file);
        WholeFile.writeUnforced(file, bytes);
    }

    private static void makeFolder(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
    }

    Writer writer() {
        return writer;
    }

    /** Gives the file its name. */
    void takeName() throws IOException {
        writer.close();
        part.takeNameUnforced();
    }

    /** Removes what did not take its name. */
    @Override
    public void close() throws IOException {
        try (part) {
            writer.close();
        }
    }
}
