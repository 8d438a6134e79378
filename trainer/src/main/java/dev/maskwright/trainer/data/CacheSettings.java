package dev.maskwright.trainer.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where decoded pictures are kept, so that the next epoch does not decode them again.
 *
 * @param heapBytes how many bytes of them each split keeps in memory
 * @param folder    where they are kept on disk
 */
public record CacheSettings(long heapBytes, Optional<Path> folder) {

    public CacheSettings {
        if (heapBytes < 0) {
            throw new IllegalArgumentException("heapBytes must be 0 or more, got " + heapBytes);
        }
    }

    /** For those who read every row once. */
    public static CacheSettings none() {
        return new CacheSettings(0, Optional.empty());
    }

    /** A quarter of the heap for each split, and nothing on disk. */
    public static CacheSettings inMemory() {
        return new CacheSettings(Runtime.getRuntime().maxMemory() / 4, Optional.empty());
    }
}
