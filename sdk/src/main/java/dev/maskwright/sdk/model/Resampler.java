package dev.maskwright.sdk.model;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.preprocess.ResizePlan;

/**
 * Resizes 8-bit images as Pillow's {@code Image.resize} does: anti-aliased when shrinking, equal to it in every byte.
 * Training and segmentation both resize with this class, so a network always gets the kind of pixels it was trained on.
 */
public final class Resampler {

    /** The interpolation filter. */
    public enum Filter {
        NEAREST,
        BILINEAR,
        BICUBIC
    }

    private Resampler() {}

    /**
     * Resizes a whole image.
     *
     * @param pixels interleaved, {@code width * height * channels} bytes
     * @return {@code toWidth * toHeight * channels} bytes
     * @throws IllegalArgumentException if a size is not positive or {@code pixels} has another length
     */
    public static byte[] resize(
            byte[] pixels, int width, int height, int channels, Filter filter, int toWidth, int toHeight) {
        byte[] to = new byte[Math.multiplyExact(Math.multiplyExact(toWidth, toHeight), channels)];
        resize(pixels, width, height, channels, new Box(0, 0, width, height), filter, to, toWidth, toHeight);
        return to;
    }

    /**
     * Resizes a part of an image. As in Pillow, the smoothing filters use pixels of the image beyond the edges of the
     * box.
     *
     * @param pixels interleaved, {@code width * height * channels} bytes
     * @param box the part, inside the image
     * @param to receives {@code toWidth * toHeight * channels} bytes
     * @throws IllegalArgumentException if a size is not positive, an array has another length or the box extends beyond
     *     the image
     */
    public static void resize(
            byte[] pixels,
            int width,
            int height,
            int channels,
            Box box,
            Filter filter,
            byte[] to,
            int toWidth,
            int toHeight) {
        checkLength("source", pixels, width, height, channels);
        checkLength("target", to, toWidth, toHeight, channels);
        ResizePlan.of(width, height, channels, box, filter, toWidth, toHeight).run(pixels, to);
    }

    private static void checkLength(String name, byte[] pixels, int width, int height, int channels) {
        if (width < 1 || height < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "the %s needs sizes above 0, got %dx%d with %d channels".formatted(name, width, height, channels));
        }
        long expected = (long) width * height * channels;
        if (pixels.length != expected) {
            throw new IllegalArgumentException("the %s of %dx%d with %d channels has %d bytes, got %d"
                    .formatted(name, width, height, channels, expected, pixels.length));
        }
    }
}
