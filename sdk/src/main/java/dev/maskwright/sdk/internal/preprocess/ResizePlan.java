package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler.Filter;

/**
 * Everything about a resize that does not depend on the pixels, computed once and used for all frames of one size. It
 * holds scratch memory for the result between the passes, so one thread may run it at a time.
 */
public sealed interface ResizePlan permits NearestResize, SmoothResize {

    /** Resizes; the lengths of both arrays must match the sizes of this plan. */
    void run(byte[] from, byte[] to);

    /**
     * Plans the resize of a part of an image.
     *
     * @throws IllegalArgumentException if the box extends beyond the image
     */
    static ResizePlan of(int width, int height, int channels, Box box, Filter filter, int toWidth, int toHeight) {
        if (box.x() < 0 || box.y() < 0 || box.x() + box.width() > width || box.y() + box.height() > height) {
            throw new IllegalArgumentException(
                    "%s leaves the image of %dx%d; cut it at the edges first".formatted(box, width, height));
        }
        // Floats, because Pillow takes the edges as floats: this gives the same bytes.
        float left = (float) box.x();
        float top = (float) box.y();
        float right = (float) (box.x() + box.width());
        float bottom = (float) (box.y() + box.height());
        if (filter == Filter.NEAREST) {
            return new NearestResize(
                    NearestResize.sources(width, left, right, toWidth),
                    NearestResize.sources(height, top, bottom, toHeight),
                    width,
                    channels);
        }
        return new SmoothResize(
                width,
                height,
                channels,
                Coefficients.of(width, left, right, filter, toWidth),
                Coefficients.of(height, top, bottom, filter, toHeight));
    }
}
