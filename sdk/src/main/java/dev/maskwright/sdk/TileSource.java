package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.FrameTiles;
import java.io.IOException;

/**
 * A picture that is read part by part, so that no more of it than one row of tiles need be in memory: a frame, a file
 * ({@code LargeImage} in {@code sdk.image}), or what a scanner or a slide server of the caller's gives.
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
