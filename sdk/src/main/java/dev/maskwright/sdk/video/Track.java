package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Point;

/**
 * The state of an object that a {@link Tracker} follows, after one frame.
 *
 * @param id unique, from 1, in the order in which tracks were confirmed; never reused
 * @param classId the class in which it was seen most often
 * @param box where it is, in pixels of the frame: as seen if {@code seen}, else predicted from its motion
 * @param confidence when it was last seen, 0..1
 * @param seen       whether the last frame shows it
 * @param firstNanos when it was first seen, on the clock of the first frame, which is never set back
 * @param lastNanos  when it was last seen, likewise
 */
public record Track(long id, int classId, Box box, double confidence, boolean seen, long firstNanos, long lastNanos) {

    /** The middle of its box. */
    public Point centre() {
        return new Point(box.x() + box.width() / 2, box.y() + box.height() / 2);
    }

    /** The middle of the lower edge of its box: where an object stands on the floor or on a shelf. */
    public Point foot() {
        return new Point(box.x() + box.width() / 2, box.y() + box.height());
    }
}
