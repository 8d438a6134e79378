package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.Box;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Resampler.Filter;
import org.jspecify.annotations.Nullable;

/** Brings frames to one size. For frames of the same size as the one before nothing is allocated; for one thread at a time. */
public final class FrameResizer {

    private final int width;
    private final int height;
    private final Filter filter;
    private final byte[] resized;
    private @Nullable ResizePlan plan;
    private int frameWidth;
    private int frameHeight;

    public FrameResizer(int width, int height, Filter filter) {
        this.width = width;
        this.height = height;
        this.filter = filter;
        resized = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    }

    /** The frame as interleaved RGB of {@code width * height} pixels, valid until the next call. */
    public byte[] resize(Frame frame) {
        ResizePlan current = plan;
        if (current == null || frame.width() != frameWidth || frame.height() != frameHeight) {
            frameWidth = frame.width();
            frameHeight = frame.height();
            Box whole = new Box(0, 0, frameWidth, frameHeight);
            current = ResizePlan.of(frameWidth, frameHeight, 3, whole, filter, width, height);
            plan = current;
        }
        current.run(frame.rgb(), resized);
        return resized;
    }
}
