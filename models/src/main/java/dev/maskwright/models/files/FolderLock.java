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
 * Keeps a folder for one run, where several would write files of different runs into it. The file {@code .lock} stays;
 * the system lets go of it when its process ends, however it does. Any thread may close it.
 */
public final class FolderLock implements AutoCloseable {

    /** What the file is called. */
    public static final String NAME = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made if it does not exist.
     *
     * @throws IOException if another run has it, in this process or another, or the folder cannot be written
     */
    public static FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = lock(channel);
        } catch (IOException e) { // some file systems of networks have no locks
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
