package dev.maskwright.sdk.video;

import java.time.Duration;

/**
 * How a {@link Tracker} follows.
 *
 * @param highConfidence observations from here on begin tracks, 0..1
 * @param lowConfidence  observations from here on go on with tracks that a surer one does not, 0..highConfidence; those
 *     below are left out
 * @param leastIou       of an observation with where a track is expected, above 0 and below 1
 * @param classPenalty   how much IoU another class costs, 0..1; with 1, tracks never change their class
 * @param confirmAfter   in how many frames in a row something is seen before it is a track, at least 1
 * @param keptFor        how long a track that is not seen is kept, positive
 */
public record TrackerOptions(
        double highConfidence,
        double lowConfidence,
        double leastIou,
        double classPenalty,
        int confirmAfter,
        Duration keptFor) {

    /** Checks the ranges. */
    public TrackerOptions {
        requireShare("highConfidence", highConfidence);
        requireShare("lowConfidence", lowConfidence);
        requireShare("classPenalty", classPenalty);
        if (lowConfidence > highConfidence) {
            throw new IllegalArgumentException(
                    "lowConfidence %s lies above highConfidence %s".formatted(lowConfidence, highConfidence));
        }
        if (!(leastIou > 0 && leastIou < 1)) {
            throw new IllegalArgumentException("leastIou lies above 0 and below 1, got " + leastIou);
        }
        if (confirmAfter < 1) {
            throw new IllegalArgumentException("confirmAfter is at least 1, got " + confirmAfter);
        }
        if (keptFor.isNegative() || keptFor.isZero()) {
            throw new IllegalArgumentException("keptFor is a positive duration, got " + keptFor);
        }
    }

    /** For regions of masks at some frames a second and more. */
    public static TrackerOptions defaults() {
        return new TrackerOptions(0.5, 0.1, 0.2, 0.3, 3, Duration.ofSeconds(1));
    }

    /** The same, with other thresholds of confidence, 0..1. */
    public TrackerOptions withConfidence(double high, double low) {
        return new TrackerOptions(high, low, leastIou, classPenalty, confirmAfter, keptFor);
    }

    /** The same, with another least IoU, above 0 and below 1. */
    public TrackerOptions withLeastIou(double changed) {
        return new TrackerOptions(highConfidence, lowConfidence, changed, classPenalty, confirmAfter, keptFor);
    }

    /** The same, with another price of a change of class, 0..1. */
    public TrackerOptions withClassPenalty(double changed) {
        return new TrackerOptions(highConfidence, lowConfidence, leastIou, changed, confirmAfter, keptFor);
    }

    /** The same, with another number of frames before something is a track. */
    public TrackerOptions withConfirmAfter(int frames) {
        return new TrackerOptions(highConfidence, lowConfidence, leastIou, classPenalty, frames, keptFor);
    }

    /** The same, with another time for which an unseen track is kept. */
    public TrackerOptions withKeptFor(Duration changed) {
        return new TrackerOptions(highConfidence, lowConfidence, leastIou, classPenalty, confirmAfter, changed);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("%s lies in 0..1, got %s".formatted(name, value));
        }
    }
}
