package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Sample;
import java.util.Optional;

/**
 * A sample moved in its frame, and the part of the frame that is shown at a given size.
 *
 * @param part    of the frame, in pixels of the picture; it may reach beyond
 * @param isStill whether the picture was not moved after all
 */
record Placed(Sample sample, Box part, boolean isStill) {

    /**
     * Everything in one map. If it only shifts and scales, the picture is resized like one that is not moved: identical
     * to the SDK to the byte. A picture that would be moved out of sight is not moved.
     */
    static Placed of(Sample sample, Projective motion, Window window, int width, int height) {
        if (motion.isIdentity()) {
            return still(sample, window, width, height);
        }
        Optional<Outline> outline = sample.box().map(box -> Outline.of(sample, box));
        Box part = outline.map(points -> window.over(sample, motion.around(points.xs(), points.ys())))
                .orElseGet(() -> window.over(sample));
        Projective toPicture = Projective.scaling(part.width() / width, part.height() / height)
                .then(Projective.translation(part.x(), part.y()))
                .then(motion.inverse());
        if (!Warp.shows(sample, toPicture, width, height)) {
            return still(sample, window, width, height);
        }
        if (motion.isShiftAndScale()) {
            Box seen = new Box(
                    (part.x() - motion.c()) / motion.a(),
                    (part.y() - motion.f()) / motion.e(),
                    part.width() / motion.a(),
                    part.height() / motion.e());
            return new Placed(Crop.cut(sample, seen, width, height), part, false);
        }
        return new Placed(Warp.of(sample, toPicture, width, height, outline), part, false);
    }

    private static Placed still(Sample sample, Window window, int width, int height) {
        Box part = window.over(sample);
        return new Placed(Crop.cut(sample, part, width, height), part, true);
    }
}
