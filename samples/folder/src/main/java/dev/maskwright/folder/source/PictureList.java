package dev.maskwright.folder.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Picture files by a list of them: a path on each line, empty lines passed over. Results are called like the paths,
 * without root and without {@code ..} in front. The names are kept in memory, to take no picture twice.
 */
public final class PictureList implements PictureSource {

    private final Optional<Path> file;
    private final Optional<Reader> reader;

    private PictureList(Optional<Path> file, Optional<Reader> reader) {
        this.file = file;
        this.reader = reader;
    }

    /** A list in a file, in UTF-8. */
    public static PictureList in(Path file) {
        return new PictureList(Optional.of(file), Optional.empty());
    }

    /** A list that others still write, such as standard input. It can be read once, and is closed then. */
    public static PictureList from(Reader reader) {
        return new PictureList(Optional.empty(), Optional.of(reader));
    }

    @Override
    public OptionalLong count() throws IOException {
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        long count = 0;
        try (Lines lines = new Lines(Files.newBufferedReader(file.get(), StandardCharsets.UTF_8))) {
            while (lines.next().isPresent()) {
                count++;
            }
        }
        return OptionalLong.of(count);
    }

    @Override
    public Cursor open(LeftOut leftOut) throws IOException {
        return new Lines(
                file.isPresent()
                        ? Files.newBufferedReader(file.get(), StandardCharsets.UTF_8)
                        : new BufferedReader(reader.orElseThrow()));
    }

    private static final class Lines implements Cursor {

        private final BufferedReader lines;
        private final Map<String, Path> seen = new HashMap<>();

        Lines(BufferedReader lines) {
            this.lines = lines;
        }

        @Override
        public Optional<Picture> next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                Path path = path(line);
                String name = name(path);
                Path before = seen.putIfAbsent(name, path);
                if (before == null) {
                    return Optional.of(new PictureFile(path, name));
                }
                if (!before.toAbsolutePath()
                        .normalize()
                        .equals(path.toAbsolutePath().normalize())) {
                    throw new IOException(
                            "%s and %s: the results of both would be called %s; give each a run of its own"
                                    .formatted(before, path, name));
                }
            }
            return Optional.empty();
        }

        private static Path path(String line) throws IOException {
            try {
                return Path.of(line);
            } catch (InvalidPathException e) {
                throw new IOException("a line of the list is no path: " + e.getMessage(), e);
            }
        }

        private static String name(Path path) {
            Path relative = path.getRoot() == null ? path : path.getRoot().relativize(path);
            relative = relative.normalize();
            while (relative.startsWith("..") && relative.getNameCount() > 1) {
                relative = relative.subpath(1, relative.getNameCount());
            }
            return relative.toString().replace('\\', '/');
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
