package dev.maskwright.trainer.data.source.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Encoded pictures in a temporary file, so that the heap stays small however many there are. Any thread may read. */
public final class Spool implements AutoCloseable {

    /** Where in the spool some bytes lie. */
    public record Slice(long offset, int length) {}

    private final FileChannel channel;
    private long end;

    private Spool(FileChannel channel) {
        this.channel = channel;
    }

    public static Spool open() throws IOException {
        Path file = Files.createTempFile("maskwright-rows-", ".bin");
        return new Spool(FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    public Slice append(byte[] bytes) throws IOException {
        Slice slice = new Slice(end, bytes.length);
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            end += channel.write(from, end);
        }
        return slice;
    }

    public byte[] read(Slice slice) throws IOException {
        ByteBuffer to = ByteBuffer.allocate(slice.length());
        while (to.hasRemaining()) {
            if (channel.read(to, slice.offset() + to.position()) < 0) {
                throw new IOException("the temporary file ended early; is the disk full?");
            }
        }
        return to.array();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file was not removed", e);
        }
    }
}
