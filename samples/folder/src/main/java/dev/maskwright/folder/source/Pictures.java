package dev.maskwright.folder.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pictures in folders, and picture files, in the order in which they were named; those of a folder by name. A file
 * that is named itself is taken whatever its extension. Results have the path of the picture relative to the named
 * folder, or the name of the named file: names depend on nothing else, so they do not change when other pictures are
 * added or removed.
 */
public final class Pictures implements PictureSource {

    private final List<Path> inputs;
    private final boolean isRecursive;
    private final Globs including;
    private final Globs excluding;
    private final Optional<Path> except;

    private Pictures(List<Path> inputs, boolean isRecursive, Globs including, Globs excluding, Optional<Path> except) {
        this.inputs = List.copyOf(inputs);
        this.isRecursive = isRecursive;
        this.including = including;
        this.excluding = excluding;
        this.except = except;
    }

    /** Files, and folders without their subfolders. */
    public static Pictures in(Path... inputs) {
        return in(List.of(inputs));
    }

    /** Files, and folders without their subfolders. */
    public static Pictures in(List<Path> inputs) {
        return new Pictures(inputs, false, Globs.of(List.of()), Globs.of(List.of()), Optional.empty());
    }

    /** Whether subfolders are included. Links to folders are followed, except those that lead back. */
    public Pictures recursive(boolean newRecursive) {
        return new Pictures(inputs, newRecursive, including, excluding, except);
    }

    /**
     * Only the files in folders that match one of the patterns; all if there are none.
     *
     * @param globs as {@code *.jpg}, matched against the name, or {@code 2024/**}, matched against the path relative to
     *     the named folder
     * @throws IllegalArgumentException if one is not a valid pattern
     */
    public Pictures including(List<String> globs) {
        return new Pictures(inputs, isRecursive, Globs.of(globs), excluding, except);
    }

    /**
     * Without the files and folders that match one of the patterns; see {@link #including}.
     *
     * @throws IllegalArgumentException if one is not a valid pattern
     */
    public Pictures excluding(List<String> globs) {
        return new Pictures(inputs, isRecursive, including, Globs.of(globs), except);
    }

    /** Without a folder, wherever it occurs: results are not input. */
    public Pictures except(Path folder) {
        return new Pictures(inputs, isRecursive, including, excluding, Optional.of(folder));
    }

    @Override
    public OptionalLong count() throws IOException {
        long count = 0;
        try (Search search = open(new LeftOut())) {
            while (search.next().isPresent()) {
                count++;
            }
        }
        return OptionalLong.of(count);
    }

    /** All of them at once. */
    public List<PictureFile> list() throws IOException {
        List<PictureFile> pictures = new ArrayList<>();
        try (Search search = open(new LeftOut())) {
            for (Optional<Picture> one = search.next(); one.isPresent(); one = search.next()) {
                if (one.get() instanceof PictureFile file) {
                    pictures.add(file);
                }
            }
        }
        return pictures;
    }

    @Override
    public Search open(LeftOut leftOut) {
        return new Search(leftOut);
    }

    /** One input after the other. */
    public final class Search implements Cursor {

        private final LeftOut leftOut;
        private final Iterator<Path> rest = inputs.iterator();
        private final List<Path> folders = new ArrayList<>(); // those before the current one
        private final Map<String, Path> files = new HashMap<>(); // by their results' names
        private Optional<FolderWalk> walk = Optional.empty();
        private Path current = Path.of("");

        private Search(LeftOut leftOut) {
            this.leftOut = leftOut;
        }

        @Override
        public Optional<Picture> next() throws IOException {
            while (true) {
                Optional<Picture> next = walk.isPresent() ? walk.get().next() : Optional.empty();
                if (next.isPresent()) {
                    if (isNew(next.get())) {
                        return next;
                    }
                } else {
                    if (walk.isPresent()) {
                        folders.add(current);
                        walk = Optional.empty();
                    }
                    if (!rest.hasNext()) {
                        return Optional.empty();
                    }
                    current = rest.next();
                    if (Files.isDirectory(current)) {
                        walk = Optional.of(new FolderWalk(current, isRecursive, including, excluding, except, leftOut));
                    } else {
                        Picture file =
                                new PictureFile(current, current.getFileName().toString());
                        if (isNew(file)) {
                            files.put(file.name(), current);
                            return Optional.of(file);
                        }
                    }
                }
            }
        }

        /** Whether no earlier input gave the same picture. */
        private boolean isNew(Picture picture) throws IOException {
            Path file = Path.of(picture.source());
            Path same = files.get(picture.name());
            List<Path> others = new ArrayList<>(same == null ? List.of() : List.of(same));
            for (Path folder : folders) {
                Path other = folder.resolve(picture.name());
                if (Files.isRegularFile(other)) {
                    others.add(other);
                }
            }
            for (Path other : others) {
                if (!other.equals(file) && !(Files.exists(file) && Files.isSameFile(other, file))) {
                    throw new IOException(("%s and %s: the results of both would be named %s; name the folder"
                                    + " above both, or use a separate run for each")
                            .formatted(other, file, picture.name()));
                }
                return false;
            }
            return true;
        }

        @Override
        public void close() {
            walk = Optional.empty();
        }
    }
}
