package dev.maskwright.sdk.video;

/**
 * A lasting change of the level of a class in a zone.
 *
 * @param before the previous level, 0..1
 * @param after the new level, 0..1
 * @param nanos when the change was confirmed, on the clock of the frames
 */
public record LevelEvent(Kind kind, double before, double after, long nanos) {

    /** What happened. */
    public enum Kind {
        /** There is less than before. */
        TAKEN,
        /** There is more than before. */
        PUT_BACK,
        /** The zone has become full. */
        FILLED,
        /** The zone has become empty. */
        EMPTIED
    }
}
