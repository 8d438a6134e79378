package dev.maskwright.cli.source;

import java.nio.file.Path;

/**
 * A picture to segment.
 *
 * @param output what its results are called: relative, without extension
 */
public record Picture(Path file, Path output) {

    public Path mask(Path folder) {
        return folder.resolve("masks").resolve(output + ".png");
    }

    public Path regions(Path folder) {
        return folder.resolve("regions").resolve(output + ".json");
    }

    public Path overlay(Path folder) {
        return folder.resolve("overlays").resolve(output + ".jpg");
    }
}
