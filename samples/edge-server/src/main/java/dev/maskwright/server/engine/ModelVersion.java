package dev.maskwright.server.engine;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Identifies the model that produced a result.
 *
 * @param name its name for clients, which stays when its file is swapped
 * @param version the version in its card and the beginning of its file's SHA-256, because two files may have the same
 *     version
 * @param file where it came from
 * @param loaded when it was opened
 */
public record ModelVersion(String name, String version, Path file, Instant loaded) {}
