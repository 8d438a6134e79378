package dev.maskwright.server.corrections;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where corrections are kept, and how much of them.
 *
 * @param dir the data set of corrections, and below {@code server/} what the server keeps beside it
 * @param pictures how many are kept at most
 * @param bytes of all that is kept of them at most
 * @param versions how many retrained models are kept, the newest, beside the one in use and those to go back to
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

    /** What the server keeps for itself; readers of the data set look beside it. */
    Path own(String name) {
        return dir.resolve("server").resolve(name);
    }
}
