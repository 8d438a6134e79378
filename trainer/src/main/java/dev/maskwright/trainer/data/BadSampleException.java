package dev.maskwright.trainer.data;

import org.jspecify.annotations.Nullable;

/** Thrown if a row cannot be used; the message is one line that names file and row and says what to do. */
public final class BadSampleException extends Exception {
    private static final long serialVersionUID = 1;

    public BadSampleException(String message) {
        this(message, null);
    }

    public BadSampleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
