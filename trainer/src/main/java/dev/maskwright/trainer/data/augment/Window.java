package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Which part of a frame is shown. Its random numbers are already drawn, so that they do not depend on how the picture
 * and its product are moved in between.
 *
 * @param toBox  whether it is around the product's box; a sample without a box never gets such a window
 * @param area   as in {@link CropSettings}, as all that follow
 * @param draws  from 0 to 1: of factor, x and y for a window around the box, of area, aspect, x and y for another, none
 *     for the whole
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Window(CropKind kind, boolean toBox, Range area, Range aspect, Range enlarge, double[] draws) {

    static Window draw(CropSettings settings, boolean hasBox, RandomGenerator random) {
        boolean toBox =
                switch (settings.kind()) {
                    case RANDOM -> random.nextDouble() < settings.toBox() && hasBox;
                    case BOX -> hasBox;
                    case WHOLE -> false;
                };
        CropKind kind = settings.kind() == CropKind.BOX && !hasBox ? CropKind.WHOLE : settings.kind();
        double[] draws = new double[toBox ? 3 : kind == CropKind.WHOLE ? 0 : 4];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = random.nextDouble();
        }
        return new Window(kind, toBox, settings.area(), settings.aspect(), settings.enlarge(), draws);
    }

    /** The window over a picture that is not moved. */
    Box over(Sample sample) {
        Box frame = new Box(0, 0, sample.width(), sample.height());
        return toBox ? around(sample.box().orElseThrow(), frame) : anywhere(sample);
    }

    /** The window over a picture that is moved, and its product with it. */
    Box over(Sample sample, Box product) {
        if (!toBox) {
            return anywhere(sample);
        }
        double left = Math.min(0, product.x());
        double top = Math.min(0, product.y());
        double right = Math.max(sample.width(), product.x() + product.width());
        double bottom = Math.max(sample.height(), product.y() + product.height());
        return around(product, new Box(left, top, right - left, bottom - top));
    }

    private Box anywhere(Sample sample) {
        if (kind == CropKind.WHOLE) {
            return new Box(0, 0, sample.width(), sample.height());
        }
        double share = area.at(draws[0]);
        double pixels = share * sample.width() * sample.height();
        double ratio = aspect.at(draws[1]);
        double width = Math.sqrt(pixels * ratio);
        double height = Math.sqrt(pixels / ratio);
        if (share <= 1) {
            width = Math.min(width, sample.width());
            height = Math.min(height, sample.height());
        }
        double x = draws[2] * (sample.width() - width); // negative if the window is wider than the picture
        double y = draws[3] * (sample.height() - height);
        return new Box(x, y, width, height);
    }

    /**
     * A window inside the frame that contains the box; its aspect ratio is the given one, or that of the box, as far as
     * the frame allows.
     */
    private Box around(Box box, Box frame) {
        double factor = enlarge.at(draws[0]);
        double width = factor * box.width();
        double height = factor * box.height();
        if (kind == CropKind.RANDOM) {
            double ratio = Math.min(Math.max(width / height, aspect.min()), aspect.max());
            width = Math.min(Math.max(width, height * ratio), frame.width());
            height = Math.min(Math.max(height, width / ratio), frame.height());
        } else {
            width = Math.min(width, frame.width());
            height = Math.min(height, frame.height());
        }
        return new Box(
                start(box.x(), box.width(), width, frame.x(), frame.width(), draws[1]),
                start(box.y(), box.height(), height, frame.y(), frame.height(), draws[2]),
                width,
                height);
    }

    private static double start(
            double start, double length, double window, double frame, double frameLength, double draw) {
        double first = Math.max(frame, start + length - window);
        double last = Math.min(start, frame + frameLength - window);
        return first + draw * (last - first);
    }

    /** A description of what it shows. */
    String words(Box part, Sample sample) {
        if (kind == CropKind.WHOLE) {
            return "whole";
        }
        double share = part.width() * part.height() / ((double) sample.width() * sample.height());
        return String.format(Locale.ROOT, "%s %.0f %%", toBox ? "box" : "crop", 100 * share);
    }
}
