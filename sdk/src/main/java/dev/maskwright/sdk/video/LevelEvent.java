package dev.maskwright.sdk.video;

/**
 * The level of a class in a zone has changed for good.
 *
 * @param before the level that held, 0..1
 * @param after  the one that holds now
 * @param nanos  when that was clear, on the clock of the frames
 */
public record LevelEvent(Kind kind, double before, double after, long nanos) {

    /** What happened. */
    public enum Kind {
        /** There is less than before. */
        TAKEN,
        /** There is more than before. */
        PUT_BACK,
        /** There is enough to call the zone full, and was not before. */
        FILLED,
        /** There is so little left that the zone is called empty, and was not before. */
        EMPTIED
    }
}
