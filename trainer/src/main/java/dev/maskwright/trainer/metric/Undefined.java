package dev.maskwright.trainer.metric;

/**
 * What becomes of a score that would divide by zero, as the IoU of a class that is neither labelled nor predicted.
 *
 * <p>The peer calls the last two {@code zero_division}, uses 1 unless told otherwise, and forgets about it with {@code
 * micro}, which gives NaN; here each rule holds for every {@link Averaging}.
 */
public enum Undefined {
    /** It has no part in the mean; a mean of nothing is NaN. */
    LEFT_OUT(Double.NaN),
    /** It is perfect: nothing was to be found, and nothing was. */
    ONE(1),
    /** It is worth nothing. */
    ZERO(0);

    private final double value;

    Undefined(double value) {
        this.value = value;
    }

    /** The score, or what stands for it if it is none. */
    double instead(double score) {
        return Double.isNaN(score) ? value : score;
    }
}
