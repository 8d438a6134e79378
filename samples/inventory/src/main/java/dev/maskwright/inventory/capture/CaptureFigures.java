package dev.maskwright.inventory.capture;

import dev.maskwright.sdk.frame.Frame;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The measurements of the coach on a picture.
 *
 * @param blur 0 for sharp, 1 for blurred: the share of the differences between neighbouring pixels that remains after
 *     smoothing; a sharp picture loses most of them
 * @param brightness the median luma, 0..1
 * @param tilt by how many degrees upright edges lean clockwise; empty if there are too few of them
 * @param alignment relative to the last picture of the same place; empty if there is none
 */
public record CaptureFigures(
        double blur, double brightness, OptionalDouble tilt, Optional<Alignment> alignment, Signature signature) {

    private static final int LONGEST_SIDE = 768;

    /** Measures a frame, shrunk to at most 768 pixels: blur that the network cannot see does not count. */
    public static CaptureFigures of(Frame frame) {
        GreyPicture picture = GreyPicture.of(frame, LONGEST_SIDE);
        return new CaptureFigures(
                Blur.of(picture), median(picture.luma()), Tilt.of(picture), Optional.empty(), Signature.of(picture));
    }

    /** The same with a comparison with the last picture of the place. */
    public CaptureFigures after(Signature last) {
        return new CaptureFigures(blur, brightness, tilt, Optional.of(signature.alignTo(last)), signature);
    }

    private static double median(float[] luma) {
        int[] counts = new int[256];
        for (float value : luma) {
            counts[Math.round(value * 255)]++;
        }
        int level = 0;
        for (int seen = counts[0]; seen * 2 < luma.length; seen += counts[level]) {
            level++;
        }
        return level / 255.0;
    }
}
