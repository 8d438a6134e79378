package dev.maskwright.sdk.internal.postprocess;

/**
 * Scores of any value, which softmax turns into probabilities.
 *
 * @param scale the logit that a score of 1 stands for
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

    /** The term in softmax of a score that is {@code -below} lower than the highest, whose term is 1. */
    float share(float below) {
        return Exponential.of(below * scale);
    }

    @Override
    public float excess(int classId) {
        return 0;
    }
}
