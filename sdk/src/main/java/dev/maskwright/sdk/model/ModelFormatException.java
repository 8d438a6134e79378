package dev.maskwright.sdk.model;

/** A model file or card that cannot be used as it is; the message names the file and every fault found. */
public final class ModelFormatException extends RuntimeException {

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
