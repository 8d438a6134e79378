package dev.maskwright.sdk.video;

import java.time.Duration;

/**
 * Settings of a {@link Tracker}.
 *
 * @param highConfidence the confidence from which observations begin tracks, 0..1
 * @param lowConfidence the confidence from which observations continue tracks that have no better one,
 *     0..highConfidence; those below are ignored
 * @param leastIou the least IoU of an observation with the predicted place of a track, above 0 and below 1
 * @param classPenalty the penalty in IoU for a different class, 0..1; with 1, tracks never change their class
 * @param confirmAfter the number of consecutive frames in which an object must be seen to become a track, at least 1
 * @param keptFor how long an unseen track is kept, positive
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

    /** Defaults for regions of masks at a few frames a second or more. */
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

    /** The same, with another class penalty, 0..1. */
    public TrackerOptions withClassPenalty(double changed) {
        return new TrackerOptions(highConfidence, lowConfidence, leastIou, changed, confirmAfter, keptFor);
    }

    /** The same, with another number of frames before an object becomes a track. */
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
