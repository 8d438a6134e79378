package dev.maskwright.folder;

import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file that is written incrementally and appears whole or not at all. For one thread at a time. */
final class ResultFile implements AutoCloseable {

    private final PartFile part;
    private final Writer writer;

    private ResultFile(Path file) throws IOException {
        makeFolder(file);
        part = PartFile.of(file);
        writer = Files.newBufferedWriter(part.path(), StandardCharsets.UTF_8);
    }

    /** Starts a text file in UTF-8 and creates its folders. */
    static ResultFile begin(Path file) throws IOException {
        return new ResultFile(file);
    }

    /** Writes a whole file and creates its folders. */
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

    /** Removes the file if it did not get its name. */
    @Override
    public void close() throws IOException {
        try (part) {
            writer.close();
        }
    }
}
