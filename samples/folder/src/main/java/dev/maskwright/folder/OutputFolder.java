package dev.maskwright.folder;

import dev.maskwright.folder.source.Picture;
import java.nio.file.Path;

/** The layout of a run's results: each kind in a separate folder that mirrors the pictures' folders. */
public record OutputFolder(Path path) {

    /**
     * The mask as PNG whose colour indices are class ids. It is written last: if it exists, so do the other results of
     * its picture.
     */
    public Path mask(Picture picture) {
        return file("masks", picture, ".png");
    }

    /** The regions, as JSON. */
    public Path regions(Picture picture) {
        return file("regions", picture, ".json");
    }

    /** The picture with its mask on it. */
    public Path overlay(Picture picture) {
        return file("overlays", picture, ".jpg");
    }

    /** The foreground, as PNG with transparent background. */
    public Path cutout(Picture picture) {
        return file("cutouts", picture, ".png");
    }

    /** A small overlay, for the page. */
    Path thumbnail(Picture picture) {
        return file("thumbnails", picture, ".jpg");
    }

    private Path file(String kind, Picture picture, String extension) {
        return path.resolve(kind).resolve(picture.name() + extension);
    }
}
