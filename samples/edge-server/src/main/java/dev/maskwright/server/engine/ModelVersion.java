package dev.maskwright.server.engine;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Which model did something.
 *
 * @param name that clients know it by, which stays when its file is swapped for another
 * @param version what its card says and the beginning of its file's SHA-256, as two files may have one version
 * @param file where it came from
 * @param loaded when it was opened
 */
public record ModelVersion(String name, String version, Path file, Instant loaded) {}
