package dev.maskwright.sdk.internal.video;

/**
 * Votes for the classes of each pixel of a camera's picture, for networks that give no logits: a frame adds its class
 * with its confidence. The class with most votes wins; its confidence is its share of all votes that a network without
 * doubts would have given. Two classes are counted for each pixel, which is exact where a pixel wavers between two; a
 * third takes the place of the weaker. For one thread at a time.
 */
public final class Votes {

    private final byte[] firstIds;
    private final byte[] secondIds;
    private final float[] firstVotes;
    private final float[] secondVotes;

    /** No votes. */
    public Votes(int pixels) {
        firstIds = new byte[pixels];
        secondIds = new byte[pixels];
        firstVotes = new float[pixels];
        secondVotes = new float[pixels];
    }

    /**
     * Adds the votes of a mask and writes the winners into it.
     *
     * @param shares for each pixel, how much of all votes are new, 0..1
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
