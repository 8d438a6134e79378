package dev.maskwright.folder.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The pictures in a folder, by name. Links are followed, but never back into a parent folder. Names that start with a
 * dot are skipped. Only the names of the open folders are in memory: the current one and its parents.
 */
final class FolderWalk implements PictureSource.Cursor {

    /** An open folder, and its path relative to the first one, with a slash at the end. */
    private record Level(Path folder, Path real, String prefix, Iterator<String> names) {}

    private final boolean isRecursive;
    private final Globs including;
    private final Globs excluding;
    private final Optional<Path> except;
    private final LeftOut leftOut;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * A walk that has not started.
     *
     * @param except a folder that is skipped
     * @throws IOException if the folder cannot be read
     */
    FolderWalk(
            Path folder, boolean isRecursive, Globs including, Globs excluding, Optional<Path> except, LeftOut leftOut)
            throws IOException {
        this.isRecursive = isRecursive;
        this.including = including;
        this.excluding = excluding;
        this.except = except.filter(Files::exists);
        this.leftOut = leftOut;
        levels.push(new Level(folder, folder.toRealPath(), "", names(folder)));
    }

    @Override
    public Optional<Picture> next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.getFirst();
            if (!level.names.hasNext()) {
                levels.pop();
                continue;
            }
            String name = level.names.next();
            if (!name.startsWith(".") && !excluding.matches(level.prefix + name)) {
                Optional<Picture> picture = look(level.folder.resolve(name), level.prefix + name);
                if (picture.isPresent()) {
                    return picture;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Picture> look(Path path, String name) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            // a name is kept as text, and what could not be read of it is a replacement character
            boolean isMisread = name.indexOf('\ufffd') >= 0 && !Files.isSymbolicLink(path);
            leftOut.add(isMisread ? FileKind.OTHER_ENCODING : FileKind.BROKEN_LINK, path.toString());
            return Optional.empty();
        } catch (FileSystemException e) {
            leftOut.add(Files.isSymbolicLink(path) ? FileKind.LINK_BACK : FileKind.UNREADABLE, path.toString());
            return Optional.empty();
        }
        if (attributes.isDirectory()) {
            enter(path, name);
            return Optional.empty();
        }
        FileKind kind = attributes.isRegularFile() ? FileKind.of(name) : FileKind.OTHER;
        if (!including.isEmpty() && !including.matches(name)) {
            return Optional.empty();
        }
        if (kind != FileKind.PICTURE) {
            leftOut.add(kind, path.toString());
            return Optional.empty();
        }
        return Optional.of(new PictureFile(path, name));
    }

    private void enter(Path folder, String name) throws IOException {
        if (except.isPresent() && Files.isSameFile(folder, except.get())) {
            return;
        }
        if (!isRecursive) {
            leftOut.add(FileKind.FOLDER, folder.toString());
            return;
        }
        Path real = folder.toRealPath();
        if (levels.stream().anyMatch(level -> level.real.equals(real))) {
            leftOut.add(FileKind.LINK_BACK, folder.toString());
            return;
        }
        try {
            levels.push(new Level(folder, real, name + "/", names(folder)));
        } catch (AccessDeniedException e) {
            leftOut.add(FileKind.UNREADABLE, folder.toString());
        }
    }

    /** Sorted by their characters, so that the order is the same on all systems. */
    private static Iterator<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names.iterator();
    }

    @Override
    public void close() {
        levels.clear();
    }
}
