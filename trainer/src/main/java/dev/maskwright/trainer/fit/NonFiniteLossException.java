package dev.maskwright.trainer.fit;

/** The loss of a step is infinite or not a number. */
final class NonFiniteLossException extends ArithmeticException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(double loss) {
        super("the loss is %s; lower learningRate, or go on from the last epoch by --resume".formatted(loss));
    }
}
