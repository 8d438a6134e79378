package dev.maskwright.sdk.internal.postprocess;

/**
 * Scores of any size, of which softmax makes probabilities.
 *
 * @param scale of the scores: what 1 of them is as a logit
 */
public record Logits(float scale) implements Scores {

    /** Scores that are logits as they are. */
    public static final Logits PLAIN = new Logits(1);

    @Override
    public ScoreReader reader(String model, int classes, int width, int height) {
        return new LogitsReader(model, scale, classes, width, height);
    }

    @Override
    public ShareReader shares(String model, int classes, int width, int height) {
        return new Softmax(model, scale, classes, width * height);
    }

    @Override
    public float probability(float[] scores, int classId) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (float score : scores) {
            sum += share(score - largest);
        }
        return share(scores[classId] - largest) / sum;
    }

    /** What a score counts in softmax where the highest counts 1, which it lies {@code -below} under. */
    float share(float below) {
        return Exponential.of(below * scale);
    }

    @Override
    public float excess(int classId) {
        return 0;
    }
}
