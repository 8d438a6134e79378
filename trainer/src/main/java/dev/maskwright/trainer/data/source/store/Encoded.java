package dev.maskwright.trainer.data.source.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An encoded picture, wherever it is stored. Any number of threads may read at once. */
public interface Encoded {

    byte[] bytes() throws IOException;

    /** Its role in the row, such as {@code mask}. */
    String part();

    /** Its name in messages without context. */
    String name();

    /** Its file, if it has its own. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** A picture in its own file. */
    record InFile(Path path, String part, String name) implements Encoded {
        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }
    }

    /** A picture in a spool. */
    record InSpool(Spool spool, Optional<Spool.Slice> slice, String part, String name) implements Encoded {
        @Override
        public byte[] bytes() throws IOException {
            return spool.read(slice.orElseThrow(() -> new IOException(part + " is null")));
        }
    }
}
