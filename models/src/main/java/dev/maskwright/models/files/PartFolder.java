package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/**
 * What goes into a new folder, in progress: it is gathered in a folder of its own inside, from where all of it moves to
 * its places in the end, so that nobody takes half of it for the whole. Closed before that it is gone. While it is
 * there the folder is not empty, by which others know that somebody writes there.
 *
 * <p>For one thread at a time.
 */
public final class PartFolder implements AutoCloseable {

    private final Path folder;
    private final Path part;

    private PartFolder(Path folder) {
        this.folder = folder;
        part = Leftovers.part(folder.resolve("new"));
    }

    /**
     * Begins to fill a folder, which is made if it does not exist.
     *
     * @throws IOException if it has files in it, or cannot be written; what a process that was killed has left is no
     *     such file
     */
    public static PartFolder of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Leftovers.removeIn(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException("%s: the folder is not empty; choose another".formatted(folder));
            }
        }
        PartFolder made = new PartFolder(folder);
        Lock making = Leftovers.making();
        making.lock();
        try {
            Files.createDirectory(made.part);
            return made;
        } finally {
            making.unlock();
        }
    }

    /** Where to write until all is there. */
    public Path path() {
        return part;
    }

    /**
     * Moves all of it to its places.
     *
     * @throws IOException if somebody else has written there meanwhile, or it cannot be moved
     */
    public void takePlace() throws IOException {
        Lock making = Leftovers.making();
        making.lock();
        try (Stream<Path> files = Files.list(part)) {
            List<Path> all = files.sorted().toList();
            for (Path file : all) {
                Files.move(file, folder.resolve(file.getFileName()));
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "%s: another process has written there in the meantime; choose another folder".formatted(folder),
                    e);
        } finally {
            making.unlock();
        }
    }

    /** Removes what has not been moved to its place. */
    @Override
    public void close() {
        Leftovers.remove(part);
        Leftovers.isGone(part);
    }
}
