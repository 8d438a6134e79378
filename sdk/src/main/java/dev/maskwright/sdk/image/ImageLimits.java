package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;

/**
 * How large an untrusted picture may be. The header of a small file can announce more pixels than any heap holds:
 * decoding takes 3 to 12 bytes for each.
 *
 * @param pixels the highest number of pixels, width times height
 * @param side the longest side, in pixels
 * @param bytes the largest file, in bytes
 */
public record ImageLimits(long pixels, int side, long bytes) {

    private static final ImageLimits DEFAULTS =
            new ImageLimits(ImageFiles.MAX_PIXELS, Frame.MAX_SIDE, Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if a limit is below 1 */
    public ImageLimits {
        if (pixels < 1 || side < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "limits of pictures are 1 or more, got %d pixels, %d on a side and %d bytes"
                            .formatted(pixels, side, bytes));
        }
    }

    /** {@link ImageFiles#MAX_PIXELS}, {@link Frame#MAX_SIDE} on a side, files of any size: for trusted pictures. */
    public static ImageLimits defaults() {
        return DEFAULTS;
    }

    public ImageLimits withPixels(long newPixels) {
        return new ImageLimits(newPixels, side, bytes);
    }

    public ImageLimits withSide(int newSide) {
        return new ImageLimits(pixels, newSide, bytes);
    }

    public ImageLimits withBytes(long newBytes) {
        return new ImageLimits(pixels, side, newBytes);
    }

    /**
     * Requires that a picture is within the limits of pixels.
     *
     * @param name the picture's name in messages
     * @throws ImageReadException if it is larger
     */
    public void check(ImageSize size, String name) throws ImageReadException {
        if ((long) size.width() * size.height() > pixels) {
            throw new ImageReadException("%s: %s pixels are more than the limit of %s; scale it down first"
                    .formatted(
                            name,
                            size,
                            pixels % 1_000_000 == 0 ? pixels / 1_000_000 + " megapixels" : pixels + " pixels"));
        }
        if (Math.max(size.width(), size.height()) > side) {
            throw new ImageReadException(
                    "%s: %s pixels, but the limit of a side is %d; scale it down first".formatted(name, size, side));
        }
    }

    void checkBytes(long found, String name) throws ImageReadException {
        if (found > bytes) {
            throw new ImageReadException("%s: a file of %d bytes, but the limit is %d; scale the picture down first"
                    .formatted(name, found, bytes));
        }
    }
}
