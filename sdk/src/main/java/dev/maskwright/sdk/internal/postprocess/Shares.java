package dev.maskwright.sdk.internal.postprocess;

/**
 * Scores that already are probabilities. With two classes, a shift can raise the second and lower the first by the same
 * amount, so that the second wins from a probability other than one half.
 *
 * @param shift what class 1 is raised by, between -0.5 and 0.5; 0 if there are more than two classes
 */
public record Shares(float shift) implements Scores {

    /** Probabilities as they are. */
    public static final Shares PLAIN = new Shares(0);

    @Override
    public ScoreReader reader(String model, int classes, int width, int height) {
        return new SharesReader(model, this, classes, width, height);
    }

    @Override
    public ShareReader shares(String model, int classes, int width, int height) {
        return new SharesReader(model, this, classes, width, height);
    }

    @Override
    public float probability(float[] scores, int classId) {
        return Math.min(Math.max(scores[classId] - excess(classId), 0), 1);
    }

    @Override
    public float excess(int classId) {
        return classId == 1 ? shift : classId == 0 ? -shift : 0;
    }
}
