package dev.maskwright.folder.source;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.file.Path;

/** A picture to segment: the name of its results, and access to its pixels. */
public sealed interface Picture permits PictureFile, VideoFrame {

    /**
     * The name of its results: relative, with {@code /} between folders, and with the extension of the picture, so that
     * {@code a.jpg} and {@code a.png} never write the same file.
     */
    String name();

    /** The file that it is in. */
    Path file();

    /** Its name in messages and reports. */
    String source();

    /**
     * Decodes it. Any thread may call.
     *
     * @throws IOException if it cannot be read; the message says which one and why
     */
    Frame read() throws IOException;

    /** The same for results: without pixels in memory. */
    Picture withoutPixels();
}
