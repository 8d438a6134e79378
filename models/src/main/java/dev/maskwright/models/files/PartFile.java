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
 * A file in progress. It is written next to its destination under a unique name, where it can be read, tried and
 * written again, and takes its final name in one step; if it is closed before that, it is deleted, and a file that had
 * the name stays. If several write the same file at the same time, the last one to finish wins, with a whole file. What
 * killed processes have left in a folder is removed when the next one starts to write there ({@link Leftovers}).
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

    /** A file of which nothing is written yet; its folder must exist when it is written. */
    public static PartFile of(Path file) {
        Leftovers.removeOnce(file.toAbsolutePath().getParent());
        return new PartFile(file);
    }

    /** Where it is until it takes its name. */
    public Path path() {
        return part;
    }

    /**
     * Writes the whole file, again if it was written before.
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
     * Truncates it and opens it for writing and reading in any order; the caller closes the channel before the file
     * takes its name.
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

    /** Forces what was written to the disk and gives the file its name. */
    public void takeName() throws IOException {
        force();
        takeNameUnforced();
    }

    /**
     * As {@link #takeName}, but without replacing an existing file.
     *
     * @throws IOException if a file of that name exists by now
     */
    public void takeFreeName() throws IOException {
        force();
        move();
    }

    /**
     * Gives up the name that it took: for one of several files that belong together, if another one cannot take its
     * name.
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
     * A move without options checks whether there is a file, and may then replace one that was created in the meantime;
     * a link does not.
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

    /** Removes an unfinished file: a full disk should not stay full of useless data. */
    @Override
    public void close() throws IOException {
        if (!isDone) {
            Files.deleteIfExists(part);
            Leftovers.isGone(part);
        }
    }
}
