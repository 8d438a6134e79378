package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a folder for one run, so that files of different runs are not mixed in it. The file {@code .lock} stays; the
 * system releases it when the process ends, however it ends. Any thread may close it.
 */
public final class FolderLock implements AutoCloseable {

    /** The name of the file. */
    public static final String NAME = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder, which is created if it does not exist.
     *
     * @throws IOException if another run holds it, in this process or another, or the folder cannot be written to
     */
    public static FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = lock(channel);
        } catch (IOException e) { // some network file systems have no locks
            channel.close();
            throw new IOException(
                    "%s: cannot be locked for one run (%s); choose a folder on a file system that supports locks"
                            .formatted(folder, e.getMessage()),
                    e);
        }
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "%s: another run is writing there; wait until it ends, or choose another folder".formatted(folder));
        }
        return new FolderLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // within this process
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
