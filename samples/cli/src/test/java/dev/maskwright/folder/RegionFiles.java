package dev.maskwright.folder;

import java.io.IOException;
import java.nio.file.Path;

/** What {@code segment --resume} reads of earlier runs, for tests outside of this package. */
public final class RegionFiles {

    private RegionFiles() {}

    /**
     * Reads a file as a run that goes on does.
     *
     * @throws IOException if it is no such file
     */
    public static void read(Path file) throws IOException {
        PictureRegions.read(file);
    }
}
