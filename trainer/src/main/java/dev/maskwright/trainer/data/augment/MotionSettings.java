package dev.maskwright.trainer.data.augment;

import java.util.List;

/**
 * How a picture is moved in its frame.
 *
 * @param perspective whether it is seen from another point of view
 * @param rotate whether it is rotated
 * @param scale whether it is shown larger or smaller
 * @param translate whether it is shifted
 */
public record MotionSettings(Perspective perspective, Rotate rotate, Scale scale, Translate translate) {

    /** Not at all. */
    public static MotionSettings never() {
        return new MotionSettings(Perspective.never(), Rotate.never(), Scale.never(), Translate.never());
    }

    public MotionSettings withPerspective(Perspective changed) {
        return new MotionSettings(changed, rotate, scale, translate);
    }

    public MotionSettings withRotate(Rotate changed) {
        return new MotionSettings(perspective, changed, scale, translate);
    }

    public MotionSettings withScale(Scale changed) {
        return new MotionSettings(perspective, rotate, changed, translate);
    }

    public MotionSettings withTranslate(Translate changed) {
        return new MotionSettings(perspective, rotate, scale, changed);
    }

    /** In the order in which they happen. */
    List<Motion> inOrder() {
        return List.of(perspective, rotate, scale, translate);
    }
}
