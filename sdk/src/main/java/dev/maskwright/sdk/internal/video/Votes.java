package dev.maskwright.sdk.internal.video;

/**
 * Votes for the classes of each pixel of a camera's picture, for networks without logits: at each pixel, a frame votes
 * for its class with its confidence. The class with most votes wins; its confidence is its share of the votes that
 * frames of full confidence would have cast. Two classes are counted per pixel, which is exact while a pixel alternates
 * between two; a third replaces the weaker if its vote is larger. For one thread at a time.
 */
public final class Votes {

    private final byte[] firstIds;
    private final byte[] secondIds;
    private final float[] firstVotes;
    private final float[] secondVotes;

    /** Starts without votes. */
    public Votes(int pixels) {
        firstIds = new byte[pixels];
        secondIds = new byte[pixels];
        firstVotes = new float[pixels];
        secondVotes = new float[pixels];
    }

    /**
     * Adds the votes of a mask and writes the winners into it.
     *
     * @param shares for each pixel, the weight of the new vote, 0..1; earlier votes have the rest
     */
    public void add(byte[] ids, byte[] confidences, float[] shares) {
        for (int i = 0; i < ids.length; i++) {
            float first = (1 - shares[i]) * firstVotes[i];
            float second = (1 - shares[i]) * secondVotes[i];
            float vote = shares[i] * (confidences[i] & 0xff) / 255;
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
