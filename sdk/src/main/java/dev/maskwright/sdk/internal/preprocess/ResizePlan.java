package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler.Filter;

/**
 * Everything about one resize that does not depend on the pixels, worked out once: for frames of one size it is made
 * once and run for each. It has its own memory for what lies between the passes, so one thread runs it at a time.
 */
public sealed interface ResizePlan permits NearestResize, SmoothResize {

    /** Resizes; both arrays have the lengths that the sizes of this plan give. */
    void run(byte[] from, byte[] to);

    /**
     * Plans the resize of a part of an image.
     *
     * @throws IllegalArgumentException if the box leaves the image
     */
    static ResizePlan of(int width, int height, int channels, Box box, Filter filter, int toWidth, int toHeight) {
        if (box.x() < 0 || box.y() < 0 || box.x() + box.width() > width || box.y() + box.height() > height) {
            throw new IllegalArgumentException(
                    "%s leaves the image of %dx%d; cut it at the edges first".formatted(box, width, height));
        }
        // Pillow takes the edges as floats; so do we, to give the same bytes.
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
