package dev.maskwright.folder.source;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.file.Path;

/** A picture to segment: what its results are called, and how its pixels are had. */
public sealed interface Picture permits PictureFile, VideoFrame {

    /**
     * What its results are called: relative, with {@code /} between folders, and with the extension of the picture, so
     * that {@code a.jpg} and {@code a.png} never write the same file.
     */
    String name();

    /** The file that it is in. */
    Path file();

    /** What messages and reports call it. */
    String source();

    /**
     * Decodes it. Any thread may call.
     *
     * @throws IOException if it cannot be read; the message says which one and why
     */
    Frame read() throws IOException;

    /** The same as results keep it: without pixels that it has in memory. */
    Picture withoutPixels();
}
