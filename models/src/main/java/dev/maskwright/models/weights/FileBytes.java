package dev.maskwright.models.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files as one buffer each. */
final class FileBytes {

    private FileBytes() {}

    /** The content of a file, read lazily. */
    static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException(
                        "%s has %,d bytes; weight files of at most 2 GiB can be read".formatted(file, channel.size()));
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
