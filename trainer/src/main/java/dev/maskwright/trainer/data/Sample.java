package dev.maskwright.trainer.data;

import dev.maskwright.sdk.geometry.Box;
import java.util.Optional;

/**
 * A picture and the class of each of its pixels.
 *
 * @param rgb    (H, W, 3), interleaved
 * @param target (H, W), class ids, or {@link #IGNORE} for ignored pixels
 * @param box    the product of interest, inside the picture, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes per second pass through here; nobody compares samples
public record Sample(byte[] rgb, byte[] target, int width, int height, Optional<Box> box) {

    /** The target of pixels that are ignored in the loss and in metrics; as a byte, -1. */
    public static final int IGNORE = 255;

    public Sample {
        if (rgb.length != 3 * width * height || target.length != width * height) {
            throw new IllegalArgumentException("a sample of %dx%d needs %d bytes of RGB and %d of target, got %d and %d"
                    .formatted(width, height, 3 * width * height, width * height, rgb.length, target.length));
        }
    }
}
