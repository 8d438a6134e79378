package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.FrameTiles;
import java.io.IOException;

/**
 * A picture that is read in parts, so that no more than one row of tiles has to be in memory: a frame, a file ({@code
 * LargeImage} in {@code sdk.image}), or the caller's scanner or slide server.
 *
 * <p>{@link TiledSegmenter} reads on one thread, from top to bottom and in each row of tiles from left to right.
 */
public interface TileSource {

    int width();

    int height();

    /**
     * Reads a rectangle that lies inside the picture.
     *
     * @param rgb receives R, G, B of each pixel, row by row without gaps: its first {@code width * height * 3} bytes
     * @throws IOException if the picture cannot be read
     */
    void read(int x, int y, int width, int height, byte[] rgb) throws IOException;

    /** The pixels of a frame. */
    static TileSource of(Frame frame) {
        return new FrameTiles(frame);
    }
}
