package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes files that appear whole or not at all, also where the process is killed or the power fails: a file is written
 * beside its place under a name of its own, brought to the disk, and then takes the name in one step. What had the name
 * before stays until then, and several may write the same file at the same time, also from several processes. {@link
 * PartFile} is for files that are tried before they take their name.
 */
public final class WholeFile {

    /** What a kill leaves behind ends with this. */
    public static final String PART = ".part";

    /** Writes what a file holds. */
    @FunctionalInterface
    public interface Content {

        /** Writes to a channel that stands at its beginning. */
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
     * @throws IOException if it cannot be written, such as on a full disk; nothing half-written is left then
     */
    public static void write(Path file, Content content) throws IOException {
        write(file, content, true);
    }

    /**
     * As {@link #write(Path, String)}, but the system decides when the bytes reach the disk, which takes less time:
     * after a power cut the file may be empty. For results that are made again where they cannot be read.
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

    /** Writes all that is left in a buffer. */
    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
