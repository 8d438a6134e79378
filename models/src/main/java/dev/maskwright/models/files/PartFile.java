package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;

/**
 * A file in progress. It is written beside its place under a name that no other writer has, where it can be read, tried
 * and written again, and takes its name in one step; closed before that, it is gone, and what had the name stays. Of
 * several that write the same file at the same time, the last one's is there in the end, whole. What processes that
 * were killed have left in a folder is removed when the next one begins to write there ({@link Leftovers}).
 *
 * <p>For one thread at a time.
 */
public final class PartFile implements AutoCloseable {

    private final Path file;
    private final Path part;
    private boolean isDone;

    private PartFile(Path file) {
        this.file = file;
        part = Leftovers.part(file);
    }

    /** A file of which nothing is written yet; its folder must be there when it is. */
    public static PartFile of(Path file) {
        Leftovers.removeOnce(file.toAbsolutePath().getParent());
        return new PartFile(file);
    }

    /** Where it lies until it takes its name. */
    public Path path() {
        return part;
    }

    /**
     * Writes all of it again.
     *
     * @throws IOException if it cannot be written, such as on a full disk
     */
    public void write(WholeFile.Content content) throws IOException {
        try (FileChannel channel = open()) {
            content.writeTo(channel);
        } catch (IOException e) {
            throw named(e);
        }
    }

    /**
     * Empties it, to be written and read in any order before it takes its name; the caller closes the channel first.
     */
    public FileChannel open() throws IOException {
        Lock making = Leftovers.making();
        making.lock();
        try {
            return FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } finally {
            making.unlock();
        }
    }

    /** Brings what was written to the disk and gives it its name. */
    public void takeName() throws IOException {
        force();
        takeNameUnforced();
    }

    /**
     * As {@link #takeName}, where nothing may be replaced.
     *
     * @throws IOException if there is a file of that name by now
     */
    public void takeFreeName() throws IOException {
        force();
        move();
    }

    /**
     * Gives up the name that it took: for one of several files that belong together, if another cannot take its own.
     */
    public void giveUpName() throws IOException {
        if (isDone) {
            Files.deleteIfExists(file);
        }
    }

    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true); // or a power cut could leave an empty file under the final name
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** As {@link #takeName}, but the system decides when the bytes reach the disk. */
    public void takeNameUnforced() throws IOException {
        move(StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void move(CopyOption... options) throws IOException {
        Lock making = Leftovers.making();
        making.lock();
        try {
            if (options.length == 0) {
                moveToFree();
            } else {
                Files.move(part, file, options);
            }
            isDone = true;
            Leftovers.isGone(part);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "%s: another process has written it in the meantime, and it is left unchanged; choose another file"
                            .formatted(file),
                    e);
        } finally {
            making.unlock();
        }
    }

    /**
     * A move without options looks whether there is a file, and may then replace one that came meanwhile; a link does
     * not.
     */
    private void moveToFree() throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) { // file systems without links
            Files.move(part, file);
            return;
        }
        Files.delete(part);
    }

    /** Channels do not say which file could not be written. */
    private IOException named(IOException fault) throws IOException {
        if (fault instanceof FileSystemException) {
            return fault;
        }
        Path folder = file.toAbsolutePath().getParent();
        return new IOException(
                ("%s cannot be written: %s (%d MB are free there); free some space or choose"
                                + " another place. The previous file is unchanged")
                        .formatted(
                                file,
                                fault.getMessage(),
                                Files.getFileStore(folder).getUsableSpace() >> 20),
                fault);
    }

    /** Removes what is half-done: a full disk should not stay full of what is of no use. */
    @Override
    public void close() throws IOException {
        if (!isDone) {
            Files.deleteIfExists(part);
            Leftovers.isGone(part);
        }
    }
}
