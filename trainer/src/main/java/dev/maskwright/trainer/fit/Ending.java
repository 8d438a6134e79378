package dev.maskwright.trainer.fit;

/**
 * How a training ended.
 *
 * @param epochs those that are finished, from its beginning
 * @param steps completed and saved steps of the epoch after those
 */
public record Ending(Reason reason, int epochs, int steps) {

    /** Why it ended. */
    public enum Reason {
        /** All epochs of the recipe are done. */
        DONE,
        /** The mean IoU has not increased for as many epochs as the recipe's {@code patience}. */
        NO_LONGER_BETTER,
        /** It was asked to stop, and can be resumed. */
        STOPPED
    }
}
