package dev.maskwright.trainer.loss;

import java.util.List;

/**
 * Which losses are summed, and with which parameters. A factor of 0 switches a loss off.
 *
 * @param crossEntropy factor and parameters of {@link CrossEntropy}
 * @param dice factor of {@link Dice}, at least 0
 * @param jaccard factor of {@link Jaccard}, at least 0
 * @param focal factor and parameters of {@link Focal}
 * @param tversky factor and parameters of {@link Tversky}
 * @param lovasz factor and parameters of {@link Lovasz}
 * @param stride the loss uses one of so many rows and columns of pixels, at least 1, and different ones in each step; 2
 *     uses a quarter of the pixels
 */
public record LossSettings(
        CrossEntropySettings crossEntropy,
        double dice,
        double jaccard,
        FocalSettings focal,
        TverskySettings tversky,
        LovaszSettings lovasz,
        int stride) {

    public LossSettings {
        List<Double> atFirst = List.of(crossEntropy.factor(), dice, jaccard, focal.factor(), tversky.factor());
        double later = lovasz.factor();
        if (!atFirst.stream().allMatch(LossSettings::isFactor)
                || !isFactor(later)
                || (later == 0 && areNothing(atFirst))) {
            throw new IllegalArgumentException(
                    ("a loss needs factors of at least 0, not all 0; got crossEntropy %s, dice"
                                    + " %s, jaccard %s, focal %s, tversky %s and lovasz %s")
                            .formatted(crossEntropy.factor(), dice, jaccard, focal.factor(), tversky.factor(), later));
        }
        if (lovasz.from() > 0 && areNothing(atFirst)) {
            throw new IllegalArgumentException(
                    "loss.lovasz.from is %s, but before that there is no other loss; set one, or loss.lovasz.from to 0"
                            .formatted(lovasz.from()));
        }
        if (stride < 1) {
            throw new IllegalArgumentException("loss.stride must be at least 1, got " + stride);
        }
    }

    /** Cross-entropy and Dice with factor 1, of every pixel. */
    public static LossSettings defaults() {
        return new LossSettings(
                CrossEntropySettings.defaults(),
                1,
                0,
                FocalSettings.off(),
                TverskySettings.off(),
                LovaszSettings.off(),
                1);
    }

    public LossSettings withCrossEntropy(CrossEntropySettings changed) {
        return new LossSettings(changed, dice, jaccard, focal, tversky, lovasz, stride);
    }

    public LossSettings withDice(double factor) {
        return new LossSettings(crossEntropy, factor, jaccard, focal, tversky, lovasz, stride);
    }

    public LossSettings withJaccard(double factor) {
        return new LossSettings(crossEntropy, dice, factor, focal, tversky, lovasz, stride);
    }

    public LossSettings withFocal(FocalSettings changed) {
        return new LossSettings(crossEntropy, dice, jaccard, changed, tversky, lovasz, stride);
    }

    public LossSettings withTversky(TverskySettings changed) {
        return new LossSettings(crossEntropy, dice, jaccard, focal, changed, lovasz, stride);
    }

    public LossSettings withLovasz(LovaszSettings changed) {
        return new LossSettings(crossEntropy, dice, jaccard, focal, tversky, changed, stride);
    }

    public LossSettings withStride(int changed) {
        return new LossSettings(crossEntropy, dice, jaccard, focal, tversky, lovasz, changed);
    }

    private static boolean isFactor(double factor) {
        return factor >= 0 && Double.isFinite(factor);
    }

    private static boolean areNothing(List<Double> factors) {
        return factors.stream().allMatch(factor -> factor == 0);
    }

    static void requireShare(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("loss.%s must be in 0..1, got %s".formatted(key, value));
        }
    }

    /** Checks the parameters of the losses before data is read. */
    static void checked(Runnable making) {
        try {
            making.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("loss: " + e.getMessage(), e);
        }
    }
}
