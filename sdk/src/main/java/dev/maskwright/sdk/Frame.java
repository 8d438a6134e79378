package dev.maskwright.sdk;

/** One picture in memory, as it comes from a camera or a file. Not changed by anything in the SDK. */
public final class Frame {

    private final byte[] pixels;
    private final int width;
    private final int height;

    private Frame(byte[] pixels, int width, int height) {
        this.pixels = pixels;
        this.width = width;
        this.height = height;
    }

    /**
     * A frame over interleaved 8-bit RGB. The array is not copied: what is written to it later is what is segmented.
     *
     * @param pixels R, G, B of each pixel, row by row without gaps: {@code width * height * 3} bytes
     * @throws IllegalArgumentException if a size is not positive or the array has another length
     */
    public static Frame rgb(byte[] pixels, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a frame needs at least 1x1 pixels, got %dx%d".formatted(width, height));
        }
        long expected = 3L * width * height;
        if (pixels.length != expected) {
            throw new IllegalArgumentException(
                    "an RGB frame of %dx%d has %d bytes, got %d".formatted(width, height, expected, pixels.length));
        }
        return new Frame(pixels, width, height);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels as interleaved RGB: the frame's own array, not a copy. */
    public byte[] rgb() {
        return pixels;
    }
}
