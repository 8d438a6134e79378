package dev.maskwright.trainer.data.source.names;

import dev.maskwright.models.files.Download;
import dev.maskwright.trainer.data.BadDatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks files of data sets for failed downloads. */
public final class Downloaded {

    private Downloaded() {}

    /**
     * Rejects what a failed download has left in place of a file, and names it.
     *
     * @throws BadDatasetException if it is a Git LFS pointer or a web page
     * @throws IOException if it cannot be read
     */
    public static void check(Path file) throws BadDatasetException, IOException {
        Optional<String> other;
        try (InputStream bytes = Files.newInputStream(file)) {
            other = Download.instead(bytes.readNBytes(Download.START));
        }
        if (other.isPresent()) {
            throw new BadDatasetException("%s: %s".formatted(file, other.get()));
        }
    }
}
