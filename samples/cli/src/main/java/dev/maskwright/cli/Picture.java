package dev.maskwright.cli;

import java.nio.file.Path;

/**
 * A picture to segment.
 *
 * @param output what its results are called: relative, without extension
 */
record Picture(Path file, Path output) {

    Path mask(Path folder) {
        return folder.resolve("masks").resolve(output + ".png");
    }

    Path regions(Path folder) {
        return folder.resolve("regions").resolve(output + ".json");
    }

    Path overlay(Path folder) {
        return folder.resolve("overlays").resolve(output + ".jpg");
    }
}
