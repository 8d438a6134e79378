package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.Box;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Resampler.Filter;
import dev.maskwright.sdk.internal.preprocess.ResizePlan;

/** How the class ids of masks of one size are brought to another, worked out once. For any number of threads. */
public final class ClassIdPlan {

    private final Box part;
    private final int toWidth;
    private final int toHeight;
    private final Way way;

    /** What is done with a mask. */
    private interface Way {
        void run(byte[] classIds, SmoothEdges edges, byte[] to);
    }

    /**
     * A part of a mask, in a size of its own.
     *
     * @param width of the mask
     * @param height of the mask
     */
    public ClassIdPlan(Edges edges, Box part, int width, int height, int toWidth, int toHeight) {
        this.part = part;
        this.toWidth = toWidth;
        this.toHeight = toHeight;
        way = switch (edges) {
            case NEAREST -> {
                ResizePlan nearest = ResizePlan.of(width, height, 1, part, Filter.NEAREST, toWidth, toHeight);
                yield (classIds, smooth, to) -> nearest.run(classIds, to);
            }
            case SMOOTH -> {
                SmoothEdges.Target target = new SmoothEdges.Target(part, width, height, toWidth, toHeight);
                yield (classIds, smooth, to) -> smooth.resizeClassIds(target, to);
            }
        };
    }

    /** Whether it is the plan for this part and size. */
    public boolean isFor(Box wantedPart, int wantedWidth, int wantedHeight) {
        return toWidth == wantedWidth && toHeight == wantedHeight && part.equals(wantedPart);
    }

    /**
     * Writes ids into an array with one byte for each pixel of the target.
     *
     * @param edges of the same mask
     */
    public void run(byte[] classIds, SmoothEdges edges, byte[] to) {
        way.run(classIds, edges, to);
    }
}
