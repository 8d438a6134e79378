package dev.maskwright.trainer.metric;

/**
 * The value of a score that would divide by zero, such as the IoU of a class that is neither labelled nor predicted.
 *
 * <p>The peer calls the last two {@code zero_division}, uses 1 unless told otherwise, and ignores it with {@code
 * micro}, which gives NaN; here each rule applies to every {@link Averaging}.
 */
public enum Undefined {
    /** It is excluded from the mean; a mean of nothing is NaN. */
    LEFT_OUT(Double.NaN),
    /** It is 1: there was nothing to find, and nothing was found. */
    ONE(1),
    /** It is 0. */
    ZERO(0);

    private final double value;

    Undefined(double value) {
        this.value = value;
    }

    /** The score, or its replacement if it is undefined. */
    double instead(double score) {
        return Double.isNaN(score) ? value : score;
    }
}
