package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;

/** Where each pixel of a resized mask lies in its source, computed once for all masks of one size. Immutable. */
public final class MaskTarget {

    private final Interpolation across;
    private final Interpolation down;

    private MaskTarget(Interpolation across, Interpolation down) {
        this.across = across;
        this.down = down;
    }

    /** A part of a mask of {@code width} times {@code height}, interpolated between its own pixels. */
    public static MaskTarget ofMask(Box part, int width, int height, int toWidth, int toHeight) {
        return ofLogits(part, width, height, width, height, false, toWidth, toHeight);
    }

    /**
     * A part of a mask, interpolated between its logits.
     *
     * @param width of the mask
     * @param height of the mask
     * @param alignsCorners whether the centres of the outermost logits lie on those of the mask's outermost pixels, as
     *     PyTorch's {@code align_corners=True}; otherwise each logit is at the centre of the pixels that it stands for
     */
    static MaskTarget ofLogits(
            Box part,
            int width,
            int height,
            int logitsWidth,
            int logitsHeight,
            boolean alignsCorners,
            int toWidth,
            int toHeight) {
        return new MaskTarget(
                axis(part.x(), part.width(), width, logitsWidth, alignsCorners, toWidth),
                axis(part.y(), part.height(), height, logitsHeight, alignsCorners, toHeight));
    }

    private static Interpolation axis(
            double start, double length, int size, int logits, boolean alignsCorners, int toSize) {
        double scale = alignsCorners && size > 1 ? (logits - 1.0) / (size - 1) : (double) logits / size;
        double shift = alignsCorners ? -0.5 * scale : -0.5;
        return new Interpolation(scale * start + shift, scale * length, logits, toSize);
    }

    Interpolation across() {
        return across;
    }

    Interpolation down() {
        return down;
    }
}
