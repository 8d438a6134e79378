package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes files that appear whole or not at all, even if the process is killed or the power fails: a file is written
 * next to its destination under a unique name, forced to the disk, and then takes its final name in one step. A
 * previous file of that name stays until then, and several threads or processes may write the same file at the same
 * time. {@link PartFile} is for files that are tried before they take their name.
 */
public final class WholeFile {

    /** The ending of the files that a killed process leaves behind. */
    public static final String PART = ".part";

    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Content {

        /** Writes to a channel whose position is 0. */
        void writeTo(FileChannel channel) throws IOException;
    }

    private WholeFile() {}

    /** Writes text as UTF-8; see {@link #write(Path, Content)}. */
    public static void write(Path file, String text) throws IOException {
        write(file, of(text));
    }

    /**
     * Writes a file.
     *
     * @throws IOException if it cannot be written, such as on a full disk; no partial file is left behind then
     */
    public static void write(Path file, Content content) throws IOException {
        write(file, content, true);
    }

    /**
     * As {@link #write(Path, String)}, but the system decides when the bytes reach the disk, which takes less time:
     * after a power cut the file may be empty. For results that can be computed again if they cannot be read.
     */
    public static void writeUnforced(Path file, String text) throws IOException {
        writeUnforced(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #writeUnforced(Path, String)}, with bytes. */
    public static void writeUnforced(Path file, byte[] bytes) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)), false);
    }

    private static void write(Path file, Content content, boolean isForced) throws IOException {
        try (PartFile part = PartFile.of(file)) {
            part.write(content);
            if (isForced) {
                part.takeName();
            } else {
                part.takeNameUnforced();
            }
        }
    }

    private static Content of(String text) {
        return channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes all remaining bytes of a buffer. */
    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
