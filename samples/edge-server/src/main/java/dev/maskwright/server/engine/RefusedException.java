package dev.maskwright.server.engine;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that was asked for and is not done; the message says why and what to do, for whoever asked. */
public final class RefusedException extends Exception {

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    public RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RefusedException(Reason reason, String message, @Nullable Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** When it may work; empty if it will not. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
