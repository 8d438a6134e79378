package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.Box;

/** Where each pixel of a resized mask lies in what it is made of: worked out once for all masks of one size. Immutable. */
public final class MaskTarget {

    private final Interpolation across;
    private final Interpolation down;

    /**
     * A part of a mask, in a size of its own.
     *
     * @param part in pixels of the mask
     * @param width of the mask
     * @param height of the mask
     * @param sourceWidth of what is interpolated: the mask, or its logits
     */
    public MaskTarget(Box part, int width, int height, int sourceWidth, int sourceHeight, int toWidth, int toHeight) {
        double x = (double) sourceWidth / width;
        double y = (double) sourceHeight / height;
        across = new Interpolation(x * part.x(), x * part.width(), sourceWidth, toWidth);
        down = new Interpolation(y * part.y(), y * part.height(), sourceHeight, toHeight);
    }

    Interpolation across() {
        return across;
    }

    Interpolation down() {
        return down;
    }
}
