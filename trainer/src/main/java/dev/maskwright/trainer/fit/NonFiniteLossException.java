package dev.maskwright.trainer.fit;

import java.util.List;

/** Thrown if the loss of a step, or the norm of its gradient, is infinite or NaN. */
final class NonFiniteLossException extends ArithmeticException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(double value, int epoch, int step, List<String> rows) {
        super(("the loss or its gradient is %s in epoch %d, step %d, on %s; look at these rows,"
                        + " lower learningRate, or resume from what is saved")
                .formatted(value, epoch, step, String.join(", ", rows)));
    }
}
