package dev.maskwright.sdk.internal.postprocess;

/** Scores of any size, of which softmax makes probabilities. */
public enum Logits implements Scores {
    INSTANCE;

    @Override
    public ScoreReader reader(String model, int classes, int width, int height) {
        return new LogitsReader(model, classes, width, height);
    }

    @Override
    public ShareReader shares(String model, int classes, int width, int height) {
        return new Softmax(model, classes, width * height);
    }

    @Override
    public float probability(float[] scores, int classId) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (float score : scores) {
            sum += Exponential.of(score - largest);
        }
        return Exponential.of(scores[classId] - largest) / sum;
    }

    @Override
    public float excess(int classId) {
        return 0;
    }
}
