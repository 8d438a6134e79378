package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.preprocess.ResizePlan;
import dev.maskwright.sdk.model.Resampler.Filter;

/** How the class ids of masks of one size are resized to another, computed once. For any number of threads. */
public final class ClassIdPlan {

    private final Box part;
    private final int toWidth;
    private final int toHeight;
    private final Way way;

    /** A way to resize a mask. */
    private interface Way {
        void run(byte[] classIds, SmoothWay smooth, byte[] to);
    }

    /** How a mask with smooth edges is resized. */
    public interface SmoothWay {
        void resize(MaskTarget target, byte[] to);
    }

    private ClassIdPlan(Box part, int toWidth, int toHeight, Way way) {
        this.part = part;
        this.toWidth = toWidth;
        this.toHeight = toHeight;
        this.way = way;
    }

    /** Each target pixel takes the class of the nearest pixel in a mask of {@code width} times {@code height}. */
    public static ClassIdPlan nearest(Box part, int width, int height, int toWidth, int toHeight) {
        ResizePlan nearest = ResizePlan.of(width, height, 1, part, Filter.NEAREST, toWidth, toHeight);
        return new ClassIdPlan(part, toWidth, toHeight, (classIds, smooth, to) -> nearest.run(classIds, to));
    }

    public static ClassIdPlan smooth(Box part, int toWidth, int toHeight, MaskTarget target) {
        return new ClassIdPlan(part, toWidth, toHeight, (classIds, smooth, to) -> smooth.resize(target, to));
    }

    /** Whether this is the plan for this part and size. */
    public boolean isFor(Box wantedPart, int wantedWidth, int wantedHeight) {
        return toWidth == wantedWidth && toHeight == wantedHeight && part.equals(wantedPart);
    }

    /**
     * Writes ids into an array with one byte for each pixel of the target.
     *
     * @param smooth the way for the same mask, if its edges are smooth
     */
    public void run(byte[] classIds, SmoothWay smooth, byte[] to) {
        way.run(classIds, smooth, to);
    }
}
