package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.View;

/**
 * How frames of one format and size are resized into one place of a network's input, computed once. It holds scratch
 * memory, so one thread may run it at a time.
 */
sealed interface FramePlan permits SmoothPlan, BandedPlan, NearestPlan {

    /** Whether it can resize frames of that source and view; the view's rectangle may lie elsewhere in the picture. */
    boolean fits(PixelSource source, View view);

    /** The place of the frames in the input. */
    Fitting fitting();

    /** Resizes the frame into image {@code image} of the input that the plan was made for. */
    void run(PixelSource source, View view, InputWriter input, int image);
}
