package dev.maskwright.sdk.video;

import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.geometry.Box;
import java.util.Comparator;

/**
 * An object detected in one frame, for a {@link Tracker}.
 *
 * @param classId    of its class, at least 0
 * @param box        around it, in pixels of the frame
 * @param confidence in its class, 0..1
 */
public record Observation(int classId, Box box, double confidence) {

    /** A fixed order of observations, so that the order in which they are passed does not matter. */
    static final Comparator<Observation> ORDER = Comparator.comparingInt(Observation::classId)
            .thenComparingDouble(one -> one.box.x())
            .thenComparingDouble(one -> one.box.y())
            .thenComparingDouble(one -> one.box.width())
            .thenComparingDouble(one -> one.box.height())
            .thenComparingDouble(Observation::confidence);

    /** Checks the ranges. */
    public Observation {
        if (classId < 0 || !(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(
                    "an observation has a class id of at least 0 and a confidence in 0..1, got %d and %s"
                            .formatted(classId, confidence));
        }
    }

    /** A region of a mask, in pixels of the frame. */
    public static Observation of(Region region) {
        return new Observation(region.classId(), region.boxInFrame(), region.confidence());
    }
}
