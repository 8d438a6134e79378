package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.TileSource;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;

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
        byte[] part = frame.region(new Box(x, y, width, height)).rgb();
        System.arraycopy(part, 0, rgb, 0, width * height * 3);
    }
}
