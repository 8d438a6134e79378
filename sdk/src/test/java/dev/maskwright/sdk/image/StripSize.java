package dev.maskwright.sdk.image;

import java.io.IOException;
import java.nio.file.Path;

/** Opens large images with strips of a non-default size. */
public final class StripSize {

    private StripSize() {}

    public static LargeImage open(Path file, int stripBytes) throws IOException {
        return LargeImage.open(file, stripBytes);
    }
}
