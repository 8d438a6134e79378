package dev.maskwright.sdk;

/**
 * The engine failed. The message begins with the model's name; the cause is the engine's own exception, if there is
 * one.
 */
public final class SegmentationException extends RuntimeException {

    public SegmentationException(String message) {
        super(message);
    }

    public SegmentationException(String message, Throwable cause) {
        super(message, cause);
    }
}
