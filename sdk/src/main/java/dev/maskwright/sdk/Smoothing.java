package dev.maskwright.sdk;

import java.time.Duration;
import java.util.Arrays;

/**
 * Votes for the classes of each pixel, which fade with time; see {@link FrameLoop#startSmoothed}. For one thread at a
 * time.
 */
final class Smoothing {

    private final double halfLifeNanos;
    private final byte[] firstIds;
    private final byte[] secondIds;
    private final float[] firstVotes;
    private final float[] secondVotes;
    private int frameWidth;
    private int frameHeight;
    private long lastNanos;

    Smoothing(Duration halfLife, int pixels) {
        if (halfLife.isZero() || halfLife.isNegative()) {
            throw new IllegalArgumentException("the half-life of votes must be above 0, got %s".formatted(halfLife));
        }
        halfLifeNanos = halfLife.toNanos();
        firstIds = new byte[pixels];
        secondIds = new byte[pixels];
        firstVotes = new float[pixels];
        secondVotes = new float[pixels];
    }

    /**
     * Adds the votes of a mask and writes the winners into it. A frame of another size starts again, and so does a
     * clock that goes back.
     */
    void smooth(Mask mask, long timestampNanos) {
        boolean isFirst = mask.frameWidth() != frameWidth || mask.frameHeight() != frameHeight;
        long elapsed = timestampNanos - lastNanos;
        float kept = isFirst || elapsed < 0 ? 0 : (float) Math.pow(0.5, elapsed / halfLifeNanos);
        if (kept == 0) {
            Arrays.fill(firstVotes, 0);
            Arrays.fill(secondVotes, 0);
        }
        frameWidth = mask.frameWidth();
        frameHeight = mask.frameHeight();
        lastNanos = timestampNanos;
        vote(mask.classIds(), mask.confidences(), kept);
    }

    private void vote(byte[] ids, byte[] confidences, float kept) {
        float weight = (1 - kept) / 255;
        for (int i = 0; i < ids.length; i++) {
            float first = kept * firstVotes[i];
            float second = kept * secondVotes[i];
            float vote = weight * (confidences[i] & 0xff);
            if (ids[i] == firstIds[i]) {
                first += vote;
            } else if (ids[i] == secondIds[i]) {
                second += vote;
            } else if (vote > second) {
                secondIds[i] = ids[i];
                second = vote;
            }
            if (second > first) {
                byte id = firstIds[i];
                firstIds[i] = secondIds[i];
                secondIds[i] = id;
                float votes = first;
                first = second;
                second = votes;
            }
            firstVotes[i] = first;
            secondVotes[i] = second;
            ids[i] = firstIds[i];
            confidences[i] = (byte) Math.round(255 * first);
        }
    }
}
