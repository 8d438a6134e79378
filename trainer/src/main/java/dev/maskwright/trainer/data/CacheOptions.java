package dev.maskwright.trainer.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where decoded pictures are kept, so that the next epoch does not decode them again.
 *
 * @param heapBytes how many bytes of them each split keeps in memory
 * @param folder    where a split is kept on disk if it is larger than that; then the next run does not decode it either
 */
public record CacheOptions(long heapBytes, Optional<Path> folder) {

    public CacheOptions {
        if (heapBytes < 0) {
            throw new IllegalArgumentException("heapBytes must be 0 or more, got " + heapBytes);
        }
    }

    /** No cache, for reading every row once. */
    public static CacheOptions none() {
        return new CacheOptions(0, Optional.empty());
    }

    /** A quarter of the heap for each split, and nothing on disk: rows that do not fit are decoded in every epoch. */
    public static CacheOptions inMemory() {
        return new CacheOptions(Runtime.getRuntime().maxMemory() / 4, Optional.empty());
    }

    /** On disk, whatever the size. */
    public static CacheOptions onDisk(Path folder) {
        return new CacheOptions(0, Optional.of(folder));
    }

    /** A quarter of the heap for each split, and the user's cache folder for one that is larger. */
    public static CacheOptions defaults() {
        return new CacheOptions(Runtime.getRuntime().maxMemory() / 4, Optional.of(userFolder(System.getenv())));
    }

    /** {@code $XDG_CACHE_HOME/maskwright}, or {@code ~/.cache/maskwright}. */
    static Path userFolder(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base))
                .resolve("maskwright");
    }
}
