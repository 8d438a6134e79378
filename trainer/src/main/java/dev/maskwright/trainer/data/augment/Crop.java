package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.MeanColor;
import java.util.Optional;

/** Crops and resizes a sample: picture, target and box. */
final class Crop {

    static final byte[] MEAN_COLOR = MeanColor.rgb();

    private Crop() {}

    /** @param window the part to show; outside the picture the result has the mean colour and is ignored */
    static Sample cut(Sample sample, Box window, int width, int height) {
        double perX = width / window.width();
        double perY = height / window.height();
        // The picture's own part of the result, in whole pixels, and what of the picture is shown there.
        int left = first(window.x(), perX);
        int top = first(window.y(), perY);
        int right = end(window.x(), sample.width(), perX, width);
        int bottom = end(window.y(), sample.height(), perY, height);
        if (right <= left || bottom <= top) {
            throw new IllegalArgumentException(
                    "%s shows nothing of a picture of %dx%d".formatted(window, sample.width(), sample.height()));
        }
        Box shown = inside(
                window.x() + left / perX,
                window.y() + top / perY,
                window.x() + right / perX,
                window.y() + bottom / perY,
                sample.width(),
                sample.height());

        int shownWidth = right - left;
        int shownHeight = bottom - top;
        byte[] rgb = resize(sample.rgb(), sample, 3, shown, Filter.BILINEAR, shownWidth, shownHeight);
        byte[] target = resize(sample.target(), sample, 1, shown, Filter.NEAREST, shownWidth, shownHeight);
        if (shownWidth < width || shownHeight < height) {
            rgb = padded(rgb, 3, MEAN_COLOR, left, top, shownWidth, width, height);
            target = padded(target, 1, new byte[] {(byte) Sample.IGNORE}, left, top, shownWidth, width, height);
        }
        return new Sample(rgb, target, width, height, moved(sample.box(), window, width, height));
    }

    /** Whether any of a picture is visible in a window; otherwise {@link #cut} throws. */
    static boolean shows(Sample sample, Box window, int width, int height) {
        double perX = width / window.width();
        double perY = height / window.height();
        return first(window.x(), perX) < end(window.x(), sample.width(), perX, width)
                && first(window.y(), perY) < end(window.y(), sample.height(), perY, height);
    }

    private static int first(double start, double scale) {
        return (int) Math.round(Math.max(0, -start * scale));
    }

    private static int end(double start, int picture, double scale, int whole) {
        return (int) Math.round(Math.min(whole, (picture - start) * scale));
    }

    private static byte[] resize(
            byte[] pixels, Sample sample, int channels, Box part, Filter filter, int width, int height) {
        byte[] to = new byte[channels * width * height];
        Resampler.resize(pixels, sample.width(), sample.height(), channels, part, filter, to, width, height);
        return to;
    }

    private static byte[] padded(
            byte[] pixels, int channels, byte[] color, int left, int top, int shownWidth, int width, int height) {
        byte[] all = new byte[channels * width * height];
        for (int i = 0; i < all.length; i++) {
            all[i] = color[i % channels];
        }
        int rowBytes = channels * shownWidth;
        for (int y = 0; y * rowBytes < pixels.length; y++) {
            System.arraycopy(pixels, y * rowBytes, all, channels * ((top + y) * width + left), rowBytes);
        }
        return all;
    }

    private static Optional<Box> moved(Optional<Box> box, Box window, int width, int height) {
        if (box.isEmpty()) {
            return box;
        }
        Box from = box.get();
        double perX = width / window.width();
        double perY = height / window.height();
        double left = (from.x() - window.x()) * perX;
        double top = (from.y() - window.y()) * perY;
        double right = left + from.width() * perX;
        double bottom = top + from.height() * perY;
        boolean visible = left < width && top < height && right > 0 && bottom > 0;
        return visible ? Optional.of(inside(left, top, right, bottom, width, height)) : Optional.empty();
    }

    private static Box inside(double left, double top, double right, double bottom, int width, int height) {
        double x = Math.max(0, left);
        double y = Math.max(0, top);
        return new Box(x, y, Math.min(width, right) - x, Math.min(height, bottom) - y);
    }

    /** The sample mirrored left to right. */
    static Sample flipped(Sample sample) {
        int width = sample.width();
        byte[] rgb = new byte[sample.rgb().length];
        byte[] target = new byte[sample.target().length];
        for (int i = 0; i < target.length; i++) {
            int x = i % width;
            int from = i - x + (width - 1 - x);
            target[i] = sample.target()[from];
            System.arraycopy(sample.rgb(), 3 * from, rgb, 3 * i, 3);
        }
        Optional<Box> box = sample.box().map(b -> new Box(width - b.x() - b.width(), b.y(), b.width(), b.height()));
        return new Sample(rgb, target, width, sample.height(), box);
    }

    /** The sample mirrored top to bottom. */
    static Sample turnedOver(Sample sample) {
        int width = sample.width();
        int height = sample.height();
        byte[] rgb = new byte[sample.rgb().length];
        byte[] target = new byte[sample.target().length];
        for (int y = 0; y < height; y++) {
            int from = (height - 1 - y) * width;
            System.arraycopy(sample.rgb(), 3 * from, rgb, 3 * y * width, 3 * width);
            System.arraycopy(sample.target(), from, target, y * width, width);
        }
        Optional<Box> box = sample.box().map(b -> new Box(b.x(), height - b.y() - b.height(), b.width(), b.height()));
        return new Sample(rgb, target, width, height, box);
    }
}
