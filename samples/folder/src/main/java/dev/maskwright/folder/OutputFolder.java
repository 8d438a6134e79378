package dev.maskwright.folder;

import dev.maskwright.folder.source.Picture;
import java.nio.file.Path;

/** Where the results of a run lie: each kind in a folder of its own that mirrors the pictures' folders. */
public record OutputFolder(Path path) {

    /**
     * The mask as PNG whose colour indices are class ids. It is written last: where it is, the other results of its
     * picture are.
     */
    public Path mask(Picture picture) {
        return file("masks", picture, ".png");
    }

    /** What the regions are, as JSON. */
    public Path regions(Picture picture) {
        return file("regions", picture, ".json");
    }

    /** The picture with its mask on it. */
    public Path overlay(Picture picture) {
        return file("overlays", picture, ".jpg");
    }

    /** What the picture shows of things, as PNG with transparent background. */
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
