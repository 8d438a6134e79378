package dev.maskwright.trainer.data.source.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An encoded picture, wherever it lies. Any number of threads may read at once. */
public interface Encoded {

    byte[] bytes() throws IOException;

    /** What it is to its row, such as {@code mask}. */
    String part();

    /** What messages that stand alone call it. */
    String name();

    /** Its file, if it has one of its own. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** A picture in a file of its own. */
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
