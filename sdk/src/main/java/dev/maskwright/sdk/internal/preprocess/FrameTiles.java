package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.TileSource;

/** A frame in memory as a source of tiles. */
public record FrameTiles(Frame frame) implements TileSource {

    @Override
    public int width() {
        return frame.width();
    }

    @Override
    public int height() {
        return frame.height();
    }

    @Override
    public void read(int x, int y, int width, int height, byte[] rgb) {
        for (int row = 0; row < height; row++) {
            int source = ((y + row) * frame.width() + x) * 3;
            System.arraycopy(frame.rgb(), source, rgb, row * width * 3, width * 3);
        }
    }
}
