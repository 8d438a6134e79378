package dev.maskwright.trainer.data;

import org.jspecify.annotations.Nullable;

/** Thrown if a data set cannot be opened; the message is one line that names the file and says what to do. */
public final class BadDatasetException extends Exception {
    private static final long serialVersionUID = 1;

    public BadDatasetException(String message) {
        this(message, null);
    }

    public BadDatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
