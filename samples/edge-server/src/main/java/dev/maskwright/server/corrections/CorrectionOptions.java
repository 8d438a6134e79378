package dev.maskwright.server.corrections;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where corrections are kept, and how many of them.
 *
 * @param dir the data set of corrections, with the server's own files below {@code server/}
 * @param pictures how many are kept at most
 * @param bytes maximum size of everything kept for them
 * @param versions how many of the newest retrained models are kept, besides the one in use and those to roll back to
 * @param trainer the words of a command to which the options of {@code retrain} are added; empty where the trainer is
 *     not installed
 */
public record CorrectionOptions(Path dir, int pictures, long bytes, int versions, Optional<List<String>> trainer) {

    public CorrectionOptions {
        trainer = trainer.map(List::copyOf);
        if (pictures < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "at least 1 picture and 1 byte must be kept, got %d pictures and %d bytes"
                            .formatted(pictures, bytes));
        }
        if (versions < 0) {
            throw new IllegalArgumentException(
                    "the number of versions to keep must be 0 or more, got %d".formatted(versions));
        }
    }

    /** 1000 pictures, 2 GB, 5 versions, no trainer. */
    public static CorrectionOptions of(Path dir) {
        return new CorrectionOptions(dir, 1_000, 2_000_000_000L, 5, Optional.empty());
    }

    public CorrectionOptions withPictures(int newPictures) {
        return new CorrectionOptions(dir, newPictures, bytes, versions, trainer);
    }

    public CorrectionOptions withBytes(long newBytes) {
        return new CorrectionOptions(dir, pictures, newBytes, versions, trainer);
    }

    public CorrectionOptions withVersions(int newVersions) {
        return new CorrectionOptions(dir, pictures, bytes, newVersions, trainer);
    }

    public CorrectionOptions withTrainer(List<String> newTrainer) {
        return new CorrectionOptions(dir, pictures, bytes, versions, Optional.of(newTrainer));
    }

    /** The server's own files, which readers of the data set ignore. */
    Path own(String name) {
        return dir.resolve("server").resolve(name);
    }
}
