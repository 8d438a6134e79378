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
 * that is named itself is taken whatever it is called. Results are called like a picture is from the folder that was
 * named, or like the file that was named: names depend on nothing else, so they stay when other pictures come or go.
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

    /** Files, and folders without the folders in them. */
    public static Pictures in(Path... inputs) {
        return in(List.of(inputs));
    }

    /** Files, and folders without the folders in them. */
    public static Pictures in(List<Path> inputs) {
        return new Pictures(inputs, false, Globs.of(List.of()), Globs.of(List.of()), Optional.empty());
    }

    /**
     * Whether folders in folders are looked into, too. Links to folders are followed; one that leads back is left out.
     */
    public Pictures recursive(boolean newRecursive) {
        return new Pictures(inputs, newRecursive, including, excluding, except);
    }

    /**
     * Of the files in folders only those that match one of some patterns; all if there are none.
     *
     * @param globs as {@code *.jpg}, held against the name, or {@code 2024/**}, held against the path from the folder
     *     that was named
     * @throws IllegalArgumentException if one is no pattern
     */
    public Pictures including(List<String> globs) {
        return new Pictures(inputs, isRecursive, Globs.of(globs), excluding, except);
    }

    /**
     * Without the files and folders that match one of some patterns; see {@link #including}.
     *
     * @throws IllegalArgumentException if one is no pattern
     */
    public Pictures excluding(List<String> globs) {
        return new Pictures(inputs, isRecursive, including, Globs.of(globs), except);
    }

    /** Without a folder, wherever it is met: results are no input. */
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
        private final List<Path> folders = new ArrayList<>(); // those before the one that is searched
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
