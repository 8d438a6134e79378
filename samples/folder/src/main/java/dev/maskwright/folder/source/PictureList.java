package dev.maskwright.folder.source;

import dev.maskwright.models.files.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Picture files from a list: one path per line, skipping empty lines. Results are named like the paths, without root
 * and without leading {@code ..}. The names are kept in memory, to take no picture twice.
 */
public final class PictureList implements PictureSource {

    private final Optional<Path> file;
    private final Optional<Reader> reader;

    private PictureList(Optional<Path> file, Optional<Reader> reader) {
        this.file = file;
        this.reader = reader;
    }

    /** A list in a file, in UTF-8 or UTF-16. */
    public static PictureList in(Path file) {
        return new PictureList(Optional.of(file), Optional.empty());
    }

    /** A list that is still being written, such as standard input. It can be read once, and is then closed. */
    public static PictureList from(Reader reader) {
        return new PictureList(Optional.empty(), Optional.of(reader));
    }

    @Override
    public OptionalLong count() throws IOException {
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        long count = 0;
        try (Lines lines = new Lines(TextFile.open(file.get()), new LeftOut())) {
            while (lines.next().isPresent()) {
                count++;
            }
        }
        return OptionalLong.of(count);
    }

    @Override
    public Cursor open(LeftOut leftOut) throws IOException {
        return new Lines(file.isPresent() ? TextFile.open(file.get()) : reader.orElseThrow(), leftOut);
    }

    private static final class Lines implements Cursor {

        private static final String BYTE_ORDER_MARK = "\uFEFF"; // of standard input; of files it is gone

        private final BufferedReader lines;
        private final LeftOut leftOut;
        private final Map<String, Path> seen = new HashMap<>();
        private boolean isFirst = true;

        Lines(Reader text, LeftOut leftOut) {
            lines = new BufferedReader(text);
            this.leftOut = leftOut;
        }

        @Override
        public Optional<Picture> next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Path> written = path(line);
                if (written.isEmpty()) {
                    continue;
                }
                Path path = written.get();
                String name = name(path);
                Path before = seen.putIfAbsent(name, path);
                if (before == null) {
                    return Optional.of(new PictureFile(path, name));
                }
                if (!before.toAbsolutePath()
                        .normalize()
                        .equals(path.toAbsolutePath().normalize())) {
                    throw new IOException(
                            "%s and %s: the results of both would be named %s; use a separate run for each"
                                    .formatted(before, path, name));
                }
            }
            return Optional.empty();
        }

        private Optional<Path> path(String line) {
            String text = isFirst && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
            isFirst = false;
            try {
                return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                leftOut.add(FileKind.NO_PATH, text);
                return Optional.empty();
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
