package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.View;

/**
 * How frames of one kind and size are brought into one place of a network's input, worked out once. It has its own
 * memory for what lies between, so one thread runs it at a time.
 */
sealed interface FramePlan permits SmoothPlan, BandedPlan, NearestPlan {

    /** Whether frames of that source and view are such frames: the rectangle may lie elsewhere in the picture. */
    boolean fits(PixelSource source, View view);

    /** Where it brings them. */
    Fitting fitting();

    /** Resizes the frame into image {@code image} of the input, for which the plan was made. */
    void run(PixelSource source, View view, InputWriter input, int image);
}
