package dev.maskwright.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Text files that appear whole or not at all. */
final class WholeFile {

    /** Writes what stands in a file. */
    interface Text {
        void writeTo(Writer writer) throws IOException;
    }

    private WholeFile() {}

    /** Writes a file under another name in its folder, then gives it its own. */
    static void write(Path file, Text text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (Writer writer = Files.newBufferedWriter(part)) {
                text.writeTo(writer);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
