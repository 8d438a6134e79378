package dev.maskwright.folder.source;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;

/** A picture in a file. */
public record PictureFile(Path file, String name) implements Picture {

    @Override
    public String source() {
        return file.toString();
    }

    @Override
    public Frame read() throws IOException {
        return ImageFiles.read(file);
    }

    @Override
    public Picture withoutPixels() {
        return this;
    }
}
