package dev.maskwright.camera;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** Shows finished pictures: a window, a browser, a file. */
public interface PictureSink extends AutoCloseable {

    /**
     * Shows a picture.
     *
     * @param picture of type {@code 3BYTE_BGR}, which is overwritten after this returns
     * @throws IOException if it can no longer be shown; the sink is then closed
     */
    void show(BufferedImage picture) throws IOException;

    @Override
    void close();
}
