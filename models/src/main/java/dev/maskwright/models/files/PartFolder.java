package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/**
 * The contents of a new folder, in progress: they are collected in a temporary folder inside it, from which all of them
 * are moved to their places at the end, so that nobody mistakes half of them for the whole. If it is closed before
 * that, they are deleted. While the temporary folder exists the folder is not empty, which tells others that it is
 * being written.
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
     * Starts to fill a folder, which is created if it does not exist.
     *
     * @throws IOException if it has files in it, not counting those that a killed process has left, or cannot be
     *     written to
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

    /** Where to write until everything is complete. */
    public Path path() {
        return part;
    }

    /**
     * Moves everything to its place.
     *
     * @throws IOException if another process has written there in the meantime, or it cannot be moved
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
